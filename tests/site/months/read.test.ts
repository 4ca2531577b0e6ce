import { expect } from "chai";
import {
	type AnomalyFeature,
	observationOf,
} from "../../../contract/observation.ts";
import { Month } from "../../../site/months/month.ts";
import { readMonth } from "../../../site/months/read.ts";
import { sampleMonth } from "../../../tools/data/sampleModel.ts";

const features = sampleMonth("202407").features.slice(0, 10);
const texts = features.map((feature) => JSON.stringify(feature));
const method = { count_limit: 10, licence: "CC0-1.0" };

const collection = (members: string[]) =>
	`{"type":"FeatureCollection","method":${JSON.stringify(method)},"features":[${members.join(",\n")}]}`;

function read(text: string) {
	const bytes = new TextEncoder().encode(text);
	const result = readMonth(bytes);
	if (!result) throw new Error("no month");
	const month = new Month("202407", result, {
		text: async (start, length) =>
			new TextDecoder().decode(bytes.subarray(start, start + length)),
	});
	return { month, ...result };
}

const never = new AbortController().signal;

describe("readMonth", () => {
	it("sorts the columns by absolute z-score and gives the published numbers of each row", async () => {
		const { month, problems, satellites } = read(collection(texts));
		const sorted = features
			.map(observationOf)
			.sort((a, b) => Math.abs(b.zscore) - Math.abs(a.zscore));
		expect(problems).to.deep.equal([]);
		expect(month.count).to.equal(10);
		expect(month.method).to.deep.equal(method);
		expect(satellites).to.deep.equal(
			[...new Set(sorted.map(({ satellite }) => satellite))].sort(),
		);
		for (const [row, observation] of sorted.entries()) {
			expect(await month.observation(row, never)).to.deep.equal(observation);
			expect({
				lat: month.lat[row],
				lon: month.lon[row],
				zscore: month.zscore[row],
				deviation: month.deviation[row],
				uncertainty: month.uncertainty[row],
				co2: month.co2[row],
				detectionDays: month.days[row],
				severity: ["low", "medium", "high", "unknown"][
					month.severity[row] ?? 9
				],
			}).to.deep.include({
				lat: observation.lat,
				lon: observation.lon,
				zscore: observation.zscore,
				deviation: observation.deviation,
				uncertainty: observation.uncertainty,
				co2: observation.co2,
				detectionDays: observation.detectionDays,
				severity: observation.severity,
			});
			const { lat, lon } = observation;
			expect(month.find(Number(lat.toFixed(4)), lon)).to.equal(row);
		}
		expect(month.find(0, 0)).to.equal(undefined);
	});

	/** The fourth of ten features, changed. */
	const changed = (change: (feature: AnomalyFeature) => unknown) => {
		const feature = structuredClone(features[3] as AnomalyFeature);
		return JSON.stringify(change(feature) ?? feature);
	};
	const set = (field: string, value: unknown) =>
		changed((feature) => {
			Object.assign(feature.properties, { [field]: value });
		});
	for (const [what, text, field, found] of [
		["NaN", set("zscore", 0).replace('"zscore":0', '"zscore":NaN'), "", "{"],
		["null for a number", set("xco2", null), "properties.xco2", "null"],
		["text for a number", set("zscore", "4"), "properties.zscore", '"4"'],
		["a missing number", set("xco2", undefined), "properties.xco2", "nothing"],
		[
			"another severity",
			set("severity", "<b>"),
			"properties.severity",
			'"<b>"',
		],
		[
			"no satellite's file",
			set("source_file", "x"),
			"properties.source_file",
			'"x"',
		],
		["null", "null", "", "null"],
		[
			"a polygon",
			changed((feature) => {
				Object.assign(feature.geometry, { type: "Polygon" });
			}),
			"geometry.type",
			'"Polygon"',
		],
		[
			"a latitude of 91",
			changed((feature) => {
				feature.geometry.coordinates[1] = 91;
			}),
			"geometry.coordinates.1",
			"91",
		],
	] as const)
		it(`reports a feature with ${what}, and reads the nine others`, () => {
			const { month, problems } = read(collection(texts.with(3, text)));
			expect(month.count).to.equal(9);
			expect(problems).to.have.length(1);
			expect(problems[0]).to.include({ feature: 3, field });
			expect(problems[0]?.found.startsWith(found)).to.equal(true);
			expect(problems[0]?.rule).not.to.equal("");
		});

	it("reads the complete features of a truncated file, and reports it", () => {
		const whole = collection(texts);
		const { month, problems } = read(whole.slice(0, -200));
		expect(month.count).to.equal(9);
		expect(month.method).to.deep.equal(method);
		expect(problems).to.deep.equal([
			{
				feature: -1,
				field: "features",
				found: "the end of the file",
				rule: "must end with ]",
			},
		]);
	});

	it("reports a method that cannot be read, and reads the anomalies", () => {
		const text = collection(texts).replace(
			'"count_limit":10',
			'"count_limit":-1',
		);
		const { month, problems } = read(text);
		expect(month.count).to.equal(10);
		expect(month.method).to.equal(undefined);
		expect(problems[0]).to.include({
			feature: -1,
			field: "method.count_limit",
		});
	});

	it("rejects a file that is not a month", () => {
		const html = new TextEncoder().encode("<!doctype html>");
		expect(readMonth(html)).to.equal(undefined);
	});
});
