import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import {
	BrokenData,
	type Months,
	readMonths,
} from "../../components/storage/months.ts";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { program } from "../support/program.ts";

const sample: MonthOfAnomalies = {
	...sampleMonth("202407"),
	features: sampleMonth("202407").features.slice(0, 3),
};
const text = JSON.stringify(sample);
const file = "anomalies202407.geojson";

/** The sample with a change of the second feature, or of the whole month. */
type Loose = {
	geometry: Record<string, unknown> & { coordinates: unknown[] };
	properties: Record<string, unknown>;
};
function changed(
	change: (feature: Loose, month: { features: Loose[] }) => void,
) {
	const month = structuredClone(sample) as unknown as { features: Loose[] };
	change(month.features[1] as Loose, month);
	return JSON.stringify(month);
}
const setProperty = (name: string, value: unknown) =>
	changed(({ properties }) => {
		properties[name] = value;
	});
const setCoordinates = (...coordinates: unknown[]) =>
	changed(({ geometry }) => {
		geometry.coordinates = coordinates;
	});

describe("A data folder", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "months-"));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	const write = (name: string, content: string | Uint8Array) =>
		writeFileSync(join(folder, name), content);
	const read = (content: string | Uint8Array): Months => {
		write(file, content);
		return readMonths(folder);
	};
	/** The lines of the error message. */
	const refusal = (): string[] => {
		try {
			readMonths(folder);
		} catch (error) {
			expect(error).to.be.instanceOf(BrokenData);
			const { message } = error as Error;
			return message.replaceAll(folder, "DIR").split("\n");
		}
		throw new Error("nothing was refused");
	};
	const published = ({ months: [month] }: Months): string =>
		readFileSync(String(month?.content), "utf8");

	const fine: [what: string, content: string | Uint8Array][] = [
		[
			"line ends of Windows",
			JSON.stringify(sample, null, 1).replaceAll("\n", "\r\n"),
		],
		["a byte order mark", `\uFEFF${text}`],
		["what geopandas adds", JSON.stringify({ ...sample, name: "x", crs: {} })],
		["an altitude", setCoordinates(1, 2, 300)],
		["gzip, as curl saves it", gzipSync(text)],
	];
	for (const [what, content] of fine)
		it(`is read with ${what}`, () => {
			const months = read(content);
			expect(months.warnings).to.deep.equal([]);
			expect(months.months[0]?.index.properties.count).to.equal(3);
			expect(JSON.parse(published(months)).features).to.have.length(3);
		});

	it("has the same place for -0 and 0", () => {
		const months = read(setCoordinates(-0, 1e-7).replace("[0,", "[-0.0,"));
		expect(months.months[0]?.index.properties.count).to.equal(3);
		write(
			file,
			changed(({ geometry }, { features }) => {
				geometry.coordinates = ["zero", 1e-7];
				features[2] = structuredClone(features[1] as Loose);
			})
				.replace('"zero"', "0")
				.replace('"zero"', "-0.0"),
		);
		expect(refusal()[0]).to.include(
			"no two features may have one place and day",
		);
	});

	it("has the same place for 180 and -180, and publishes the first of two features of a day", () => {
		const months = read(
			changed(({ geometry }, { features }) => {
				geometry.coordinates = [180, 5];
				features[2] = structuredClone(features[1] as Loose);
				(features[2] as Loose).geometry.coordinates = [-180, 5];
				(features[2] as Loose).properties.xco2 = 430;
			}),
		);
		expect(months.warnings).to.have.length(1);
		expect(months.warnings[0]).to.include(
			"features[2].geometry.coordinates is [-180,5]",
		);
		expect(JSON.parse(published(months)).features).to.have.length(2);
		expect(months.months[0]?.index.properties).to.deep.include({ count: 2 });
		expect(months.months[0]?.index.properties.extent?.[0]).to.equal(-180);
		// The second read comes from the cache.
		expect(readMonths(folder)).to.deep.equal(months);
	});

	const odd: [what: string, content: string | Uint8Array, line: string][] = [
		[
			"UTF-16",
			Buffer.from(`\uFEFF${text}`, "utf16le"),
			" is UTF-16, but must be JSON in UTF-8. To fix it: save it as UTF-8, or copy it again",
		],
		[
			"what is no text",
			Buffer.from([0x7b, 0xff, 0x7d]),
			" is not UTF-8, but must be JSON in UTF-8. To fix it: save it as UTF-8, or copy it again",
		],
		[
			"half a gzip",
			gzipSync(text).subarray(0, 200),
			" is gzip that is broken (unexpected end of file), but must be JSON in UTF-8. To fix it: save it as UTF-8, or copy it again",
		],
		[
			"half a file",
			text.slice(0, 600),
			" is cut off after 600 bytes, but must be whole. To fix it: copy it again",
		],
		[
			"another collection",
			'{"type":"Topology","features":[]}',
			': type is "Topology", but must be "FeatureCollection". To fix it: correct the value',
		],
		[
			"NaN",
			setProperty("baseline_std", "NAN").replace('"NAN"', "NaN"),
			": features[1].properties.baseline_std is NaN, but must be a number from 0 to 10000 (standard deviation of the baseline, ppm). To fix it: JSON has no such number; leave the feature out, or give its value",
		],
		[
			"null for a number",
			setProperty("baseline_std", null),
			": features[1].properties.baseline_std is null, but must be a number from 0 to 10000 (standard deviation of the baseline, ppm). To fix it: give the value, or leave the feature out",
		],
		[
			"null for the properties",
			changed((feature) => Object.assign(feature, { properties: null })),
			": features[1].properties is null, but must be an object with xco2, zscore and the other properties. To fix it: give the value, or leave the feature out",
		],
		[
			"a property too few",
			setProperty("detection_days", undefined),
			": features[1].properties.detection_days is missing, but must be a number from 0 to 31 (days of the month). To fix it: give the value, or leave the feature out",
		],
		[
			"text for a number",
			setProperty("zscore", "4.05"),
			': features[1].properties.zscore is "4.05", but must be a number from -10000 to 10000 (standard deviations above the baseline). To fix it: write the number without quotation marks: 4.05',
		],
		[
			"a number that the table could not hold",
			setProperty("zscore", 1e300),
			": features[1].properties.zscore is 1e+300, but must be a number from -10000 to 10000 (standard deviations above the baseline). To fix it: correct the value, or leave the feature out",
		],
		[
			"another geometry",
			changed(({ geometry }) => {
				geometry.type = "MultiPoint";
				geometry.coordinates = [geometry.coordinates];
			}),
			': features[1].geometry.type is "MultiPoint", but must be "Point". To fix it: write a feature with a Point for each place',
		],
		[
			"longitudes from 0 to 360",
			setCoordinates(316.3, 47),
			": features[1].geometry.coordinates[0] is 316.3, but must be a number from -180 to 180 (degrees east). To fix it: the longitudes seem to run from 0 to 360; write -43.7",
		],
		[
			"latitude before longitude",
			setCoordinates(35.68, 139.69),
			": features[1].geometry.coordinates[1] is 139.69, but must be a number from -90 to 90 (degrees north). To fix it: latitude and longitude seem to be exchanged; GeoJSON writes [longitude, latitude]: [139.69, 35.68]",
		],
		[
			"a file name that is no granule's",
			setProperty("source_file", "co2.nc4"),
			': features[1].properties.source_file is "co2.nc4", but must name an OCO-2 or OCO-3 Lite file, oco3_LtCO2_YYMMDD_….nc4. To fix it: correct the value, or leave the feature out',
		],
		[
			"a granule of another month",
			setProperty("source_file", "oco3_LtCO2_240801_B11072Ar_x.nc4"),
			': features[1].properties.source_file is "oco3_LtCO2_240801_B11072Ar_x.nc4", which is of 2024-08-01, but must be of the month 202407. To fix it: move the feature to anomalies202408.geojson',
		],
	];
	for (const [what, content, line] of odd)
		it(`is refused with ${what}`, () => {
			write(file, content);
			const [first, ...others] = refusal();
			expect(first).to.include(`DIR/${file}${line}`);
			expect(others).to.deep.equal([]);
		});

	it("is refused with a member of method that the page does not show", () => {
		const method = { license: "CC0-1.0" };
		write(file, JSON.stringify({ ...sample, method }));
		expect(refusal()[0]).to.include("license");
	});

	it("is refused with two values for one place and day", () => {
		write(
			file,
			changed((feature, { features }) => {
				features[2] = structuredClone(feature);
				(features[2] as Loose).properties.xco2 = 430;
			}),
		);
		expect(refusal()).to.have.length(1);
		expect(refusal()[0]).to.match(
			/^DIR\/\S+: features\[2\]\.geometry\.coordinates is \[.*\] of 2024-07-\d\d, as features\[1\] is, but no two features may have one place and day, because they would share one answer\. To fix it: keep one of the two$/,
		);
	});

	it("is refused with all its problems, in at most ten lines", () => {
		write("anomalies202408.geojson", "{");
		write(
			file,
			changed((_, { features }) => {
				for (const { properties } of features)
					for (const name of ["xco2", "zscore", "severity", "source_file"])
						properties[name] = null;
			}),
		);
		const lines = refusal();
		expect(lines).to.have.length(11);
		expect(lines[3]).to.include("features[0].properties.severity is null");
		expect(lines.at(-1)).to.equal("…and 3 more problems");
	});

	it("is refused with month 13, empty or not", () => {
		write(file, text);
		write(
			"anomalies202413.geojson",
			'{"type":"FeatureCollection","features":[]}',
		);
		expect(refusal()).to.deep.equal([
			"DIR/anomalies202413.geojson is named for month 13, but the name must be anomaliesYYYYMM.geojson with a month from 01 to 12. To fix it: rename it, or move it away",
		]);
	});

	it("is refused with a folder in place of a month", () => {
		mkdirSync(join(folder, file));
		expect(refusal()).to.deep.equal([
			`DIR/${file} is a folder, but must be a file. To fix it: move it away, and put the month's file in its place`,
		]);
	});

	it("causes a warning for each name that is almost a month's", () => {
		const names: [name: string, remedy: string][] = [
			[
				"Anomalies202406.GEOJSON",
				"rename it to anomalies202406.geojson, or move it away",
			],
			[
				"anomalies2024-06.geojson",
				"rename it to anomalies202406.geojson, or move it away",
			],
			[
				"anomalies202406.geojson.gz",
				"rename it to anomalies202406.geojson (it may stay compressed), or move it away",
			],
			[
				"anomalies202406.json",
				"rename it to anomalies202406.geojson, or move it away",
			],
			["june.geojson", "rename it, or move it away"],
		];
		for (const [name] of names) write(name, text);
		const warned = names.map(
			([name, remedy]) =>
				`DIR/${name} is not published, but a month's name must be anomaliesYYYYMM.geojson. To fix it: ${remedy}`,
		);
		// The folder has no month to publish.
		expect(refusal()).to.deep.equal([
			"DIR is without a month, but must hold an anomaliesYYYYMM.geojson. To fix it: put a month there, or name another folder with dataDir",
			...warned,
		]);
		const { months, warnings } = read(text);
		expect(months).to.have.length(1);
		expect(
			warnings.map((line) => line.replaceAll(folder, "DIR")),
		).to.deep.equal(warned);
	});

	it("causes a warning of the program", async () => {
		write(file, text);
		write("june.geojson", text);
		const { warnings } = await program("dev", { dataDir: folder });
		expect(warnings).to.have.length(1);
		expect(warnings[0]).to.include("june.geojson is not published");
	});
});
