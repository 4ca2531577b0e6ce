import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { type Months, readMonths } from "../../components/storage/months.ts";
import { fill, temporaryFolders } from "../../local/tests/folders.ts";
import {
	changedMonth,
	type LooseFeature,
	monthFile,
	refusalOf,
	smallMonth,
	withPlace,
} from "../support/changedMonth.ts";
import { program } from "../support/program.ts";

const text = changedMonth();

describe("A data folder", () => {
	const newFolder = temporaryFolders();
	let folder: string;
	beforeEach(() => {
		folder = newFolder();
	});

	const write = (name: string, content: string | Uint8Array) =>
		fill(folder, { [name]: content });
	const refusal = () => refusalOf(folder);
	const read = (content: string | Uint8Array): Months => {
		write(monthFile, content);
		return readMonths(folder);
	};
	const published = ({ months: [month] }: Months): string =>
		readFileSync(String(month?.content), "utf8");

	const fine: [what: string, content: string | Uint8Array][] = [
		[
			"line ends of Windows",
			JSON.stringify(smallMonth, null, 1).replaceAll("\n", "\r\n"),
		],
		["a byte order mark", `\uFEFF${text}`],
		[
			"what geopandas adds",
			JSON.stringify({ ...smallMonth, name: "x", crs: {} }),
		],
		["an altitude", withPlace(1, 2, 300)],
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
		const months = read(withPlace(-0, 1e-7).replace("[0,", "[-0.0,"));
		expect(months.months[0]?.index.properties.count).to.equal(3);
		write(
			monthFile,
			changedMonth(({ geometry }, features) => {
				geometry.coordinates = ["zero", 1e-7];
				features[2] = structuredClone(features[1] as LooseFeature);
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
			changedMonth(({ geometry }, features) => {
				geometry.coordinates = [180, 5];
				features[2] = structuredClone(features[1] as LooseFeature);
				(features[2] as LooseFeature).geometry.coordinates = [-180, 5];
				(features[2] as LooseFeature).properties.xco2 = 430;
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

	it("is refused with month 13, empty or not", () => {
		write(monthFile, text);
		write(
			"anomalies202413.geojson",
			'{"type":"FeatureCollection","features":[]}',
		);
		expect(refusal()).to.deep.equal([
			"DIR/anomalies202413.geojson is named for month 13, but the name must be anomaliesYYYYMM.geojson with a month from 01 to 12. To fix it: rename it, or move it away",
		]);
	});

	it("is refused with a folder in place of a month", () => {
		mkdirSync(join(folder, monthFile));
		expect(refusal()).to.deep.equal([
			`DIR/${monthFile} is a folder, but must be a file. To fix it: move it away, and put the month's file in its place`,
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
		write(monthFile, text);
		write("june.geojson", text);
		const { warnings } = await program("dev", { dataDir: folder });
		expect(warnings).to.have.length(1);
		expect(warnings[0]).to.include("june.geojson is not published");
	});
});
