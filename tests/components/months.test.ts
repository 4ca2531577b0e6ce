import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import { monthIndex, readMonths } from "../../components/storage/months.ts";
import { decodeMonth } from "../../contract/compact.ts";
import type { AnomalyFeature } from "../../contract/observation.ts";

import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { largeMonth } from "../support/largeMonth.ts";

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
	const read = () => readMonths(folder).months;

	it("reads the months of a folder, oldest first, and nothing else in it", () => {
		write("anomalies202407.geojson", month(sample));
		write("anomalies202312.geojson", month());
		write("notes.txt", "not data");
		const { months, warnings } = readMonths(folder);
		expect(months.map(({ file }) => file)).to.deep.equal([
			"anomalies202312.geojson",
			"anomalies202407.geojson",
		]);
		expect(warnings).to.deep.equal([]);
	});

	it("compresses a month without changing a byte", () => {
		write("anomalies202407.geojson", month(sample));
		const [first] = read();
		const file = readFileSync(join(folder, "anomalies202407.geojson"));
		const stored = (suffix = "") => readFileSync(`${first?.content}${suffix}`);
		expect(stored()).to.deep.equal(file);
		expect(gunzipSync(stored(".gz"))).to.deep.equal(file);
		expect(brotliDecompressSync(stored(".br"))).to.deep.equal(file);
		// RFC 1952: neither the time nor the operating system of the compression.
		expect([...stored(".gz").subarray(4, 10)]).to.deep.equal([
			0, 0, 0, 0, 2, 255,
		]);
	});

	it("writes a compact form of a large month, and names it in the index", () => {
		const large = largeMonth("202407");
		write("anomalies202407.geojson", large);
		write("anomalies202408.geojson", month());
		const [first, second] = read();
		expect(first?.compact?.file).to.equal("anomalies202407.columns");
		expect(first?.index.properties.compact).to.equal(first?.compact?.file);
		const stored = (suffix = "") =>
			readFileSync(`${first?.compact?.content}${suffix}`);
		expect(gunzipSync(stored(".gz"))).to.deep.equal(stored());
		expect(brotliDecompressSync(stored(".br"))).to.deep.equal(stored());
		const { columns } = decodeMonth(Uint8Array.from(stored()));
		expect(columns.lat).to.have.length(large.features.length);
		expect(second?.compact).to.equal(undefined);
		expect(second?.index.properties.compact).to.equal(undefined);
	});

	it("summarizes a month: count, extent, highest z-score, and whether it is synthetic", () => {
		const [real, other] = [structuredClone(sample), structuredClone(sample)];
		real.geometry.coordinates = [-170.5, 80];
		real.properties.zscore = 9.5;
		real.properties.source_file = real.properties.source_file.replace(
			"SYNTHETIC",
			"B11072Ar",
		);
		// The program refuses two observations of one place and day.
		other.geometry.coordinates[0] -= 1;
		other.properties.source_file = other.properties.source_file.replace(
			/^oco./,
			sample.properties.source_file.startsWith("oco2") ? "oco3" : "oco2",
		);
		write("anomalies202407.geojson", {
			...month(sample, real, other),
			method: { count_limit: 10 },
		});
		const [lon, lat] = sample.geometry.coordinates;
		expect(monthIndex(read()).features).to.deep.equal([
			{
				type: "Feature",
				geometry: null,
				properties: {
					month: "202407",
					count: 3,
					extent: [-170.5, lat, lon, 80],
					max_zscore: 9.5,
					synthetic: true,
					satellites: ["OCO-2", "OCO-3"],
					method: { count_limit: 10 },
				},
			},
		]);
	});

	it("summarizes a month without anomalies", () => {
		write("anomalies202407.geojson", month());
		const [feature] = monthIndex(read()).features;
		expect(feature?.properties).to.deep.equal({
			month: "202407",
			count: 0,
			extent: null,
			max_zscore: null,
			synthetic: false,
			satellites: [],
		});
	});

	it("reads a corrected file despite the cache", () => {
		write("anomalies202407.geojson", month(sample));
		expect(read()[0]?.index.properties.count).to.equal(1);
		write("anomalies202407.geojson", month());
		expect(read()[0]?.index.properties.count).to.equal(0);
	});
});
