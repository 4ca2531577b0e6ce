import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import {
	BrokenData,
	monthIndex,
	readMonths,
} from "../../components/storage/months.ts";
import type { AnomalyFeature } from "../../contract/observation.ts";
import { sampleMonth } from "../../tools/sampleModel.ts";

const [sample] = sampleMonth("202407").features as [AnomalyFeature];

describe("readMonths", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "months-"));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	const write = (file: string, content: unknown) =>
		writeFileSync(
			join(folder, file),
			typeof content === "string" ? content : JSON.stringify(content),
		);
	const month = (...features: object[]) => ({
		type: "FeatureCollection",
		features,
	});
	const refusal = (): string => {
		try {
			readMonths(folder);
		} catch (error) {
			expect(error).to.be.instanceOf(BrokenData);
			return (error as Error).message.replaceAll(folder, "DIR");
		}
		throw new Error("nothing was refused");
	};

	it("reads the months of a folder, oldest first, and nothing else in it", () => {
		write("anomalies202407.geojson", month(sample));
		write("anomalies202312.geojson", month());
		write("anomalies2024.geojson", "not a month");
		write("notes.txt", "not data");
		expect(readMonths(folder).map(({ file }) => file)).to.deep.equal([
			"anomalies202312.geojson",
			"anomalies202407.geojson",
		]);
	});

	it("compresses a month without changing a byte", () => {
		write("anomalies202407.geojson", month(sample));
		const [read] = readMonths(folder);
		expect(gunzipSync(readFileSync(String(read?.gzip)))).to.deep.equal(
			readFileSync(join(folder, "anomalies202407.geojson")),
		);
	});

	it("sums a month up: how many, where, how strong, and whether it is synthetic", () => {
		const real = structuredClone(sample);
		real.geometry.coordinates = [-170.5, 80];
		real.properties.zscore = 9.5;
		real.properties.source_file = real.properties.source_file.replace(
			"SYNTHETIC",
			"B11072Ar",
		);
		write("anomalies202407.geojson", month(sample, real));
		const [lon, lat] = sample.geometry.coordinates;
		expect(monthIndex(readMonths(folder)).features).to.deep.equal([
			{
				type: "Feature",
				geometry: null,
				properties: {
					month: "202407",
					count: 2,
					extent: [-170.5, lat, lon, 80],
					max_zscore: 9.5,
					synthetic: true,
				},
			},
		]);
	});

	it("sums up a month in which nothing stood out", () => {
		write("anomalies202407.geojson", month());
		const [feature] = monthIndex(readMonths(folder)).features;
		expect(feature?.properties).to.deep.equal({
			month: "202407",
			count: 0,
			extent: null,
			max_zscore: null,
			synthetic: false,
		});
	});

	it("refuses a folder without a month", () => {
		expect(refusal()).to.equal(
			"DIR has no anomaliesYYYYMM.geojson; put a month there, or name another folder with dataDir",
		);
	});

	it("refuses a file that is not JSON", () => {
		write("anomalies202407.geojson", '{"type":');
		expect(refusal()).to.match(
			/^DIR\/anomalies202407\.geojson is not JSON: [^\n]+$/,
		);
	});

	it("names the place of what is not an anomaly, and the rule", () => {
		const beyond = structuredClone(sample);
		beyond.geometry.coordinates[1] = 91;
		write("anomalies202407.geojson", month(sample, beyond));
		expect(refusal()).to.equal(
			"DIR/anomalies202407.geojson: features.1.geometry.coordinates.1 must be a number from -90 to 90 (degrees north); see AnomalyFeature in contract/observation.ts",
		);
	});

	it("refuses a value whose file is not named as a satellite's", () => {
		const unnamed = structuredClone(sample);
		unnamed.properties.source_file = "co2.nc4";
		write("anomalies202407.geojson", month(unnamed));
		expect(refusal()).to.include(
			"features.0.properties.source_file must name an OCO-2 or OCO-3 Lite file",
		);
	});

	it("refuses an observation of another month, which could never be asked about", () => {
		write("anomalies202408.geojson", month(sample));
		expect(refusal()).to.include(
			`features.0.properties.source_file ${sample.properties.source_file} is not of this month`,
		);
	});

	it("reads what was mended, though it is cached", () => {
		write("anomalies202407.geojson", month(sample));
		expect(readMonths(folder)[0]?.index.properties.count).to.equal(1);
		write("anomalies202407.geojson", month(sample, sample));
		expect(readMonths(folder)[0]?.index.properties.count).to.equal(2);
	});
});
