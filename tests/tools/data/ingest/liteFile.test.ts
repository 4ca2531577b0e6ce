/** Tests files with the layout of NASA's files: chunks, the shuffle and deflate filters, fill values, and groups next to the variables. */
import { join } from "node:path";
import { expect } from "chai";
import h5wasm from "h5wasm/node";
import { temporaryFolders } from "../../../../local/tests/folders.ts";
import { cellDaysOf } from "../../../../tools/data/ingest/cellDays.ts";
import { readLiteFile } from "../../../../tools/data/ingest/liteFile.ts";
import { defaults } from "../../../../tools/data/ingest/parameters.ts";
import { liteName, writeLiteFile } from "../../../support/liteFiles.ts";

const date = "2023-06-01";
const count = 1000;
/** The fill value of all floating-point variables of the product. */
const fill = -999_999;

/** The filter numbers of HDF5. */
const [deflate, shuffle] = [1, 2];

const seconds = Date.parse(date) / 1000;
const variables = {
	latitude: Float32Array.from({ length: count }, (_, row) => row / 400),
	longitude: Float32Array.from({ length: count }, (_, row) => 30 + row / 400),
	// A fill value in each variable, and NaN, which is not a measurement either.
	xco2: new Float32Array(count).fill(415).fill(fill, 10, 20),
	xco2_uncertainty: new Float32Array(count)
		.fill(0.5)
		.fill(fill, 20, 30)
		.fill(Number.NaN, 30, 40),
	xco2_quality_flag: new Int8Array(count).fill(-1, 40, 50).fill(1, 50, 100),
	time: Float64Array.from({ length: count }, (_, row) => seconds + 80 * row),
	sounding_id: BigInt64Array.from({ length: count }, (_, row) =>
		BigInt(`2023060100${String(row).padStart(6, "0")}`),
	),
};

async function writeAsNasa(path: string): Promise<string> {
	await h5wasm.ready;
	const file = new h5wasm.File(path, "w");
	for (const [at, [name, data]] of Object.entries(variables).entries())
		file.create_dataset({
			name,
			data,
			shape: [count],
			chunks: [300],
			...(at % 2
				? { compression: deflate, compression_opts: [4] }
				: { compression: shuffle, compression_opts: [] }),
		});
	// Variables with a second dimension: the parts of the time, and the corners of the footprint.
	for (const [name, data, width] of [
		["date", new Int16Array(7 * count), 7],
		["vertex_latitude", new Float32Array(4 * count).fill(fill), 4],
		["vertex_longitude", new Float32Array(4 * count).fill(fill), 4],
	] as const)
		file.create_dataset({ name, data, shape: [count, width] });
	for (const group of ["Retrieval", "Sounding", "Preprocessors"])
		file.create_group(group).create_dataset({
			name: "xco2_raw",
			data: new Float32Array(count),
		});
	file.create_attribute("identifier_product_doi", "10.5067/70K2B2W8MNGY");
	file.close();
	return path;
}

describe("A Lite file", () => {
	const newFolder = temporaryFolders();

	it("can have filters, groups and 64-bit identifiers", async () => {
		const path = await writeAsNasa(join(newFolder(), liteName(2, date)));
		const { soundings, doi } = await readLiteFile(path, date);
		expect(doi).to.equal("10.5067/70K2B2W8MNGY");
		expect(soundings).to.deep.equal({
			latitude: variables.latitude,
			longitude: variables.longitude,
			xco2: variables.xco2,
			uncertainty: variables.xco2_uncertainty,
			quality: variables.xco2_quality_flag,
		});
	});

	it("is read without soundings that have fill values or another quality flag", async () => {
		const path = await writeAsNasa(join(newFolder(), liteName(2, date)));
		const { soundings } = await readLiteFile(path, date);
		const { used, days } = cellDaysOf(soundings, defaults);
		expect(used).to.equal(count - 90);
		expect([...days.xco2]).to.deep.equal(Array(days.cell.length).fill(415));
		expect(days.cell).to.have.length(3);
	});

	it("is refused when a required variable has 64-bit integers", async () => {
		const folder = newFolder();
		const { xco2_uncertainty: uncertainty, xco2_quality_flag: quality } =
			variables;
		const path = await writeLiteFile(
			folder,
			liteName(3, date),
			{ ...variables, uncertainty, quality },
			{ without: ["xco2_quality_flag"] },
		);
		const file = new h5wasm.File(path, "a");
		file.create_dataset({
			name: "xco2_quality_flag",
			data: new BigUint64Array(count),
		});
		file.close();
		const error = await readLiteFile(path, date).catch((error) => error);
		expect(error.message).to.equal(
			"has no numbers in its variable xco2_quality_flag",
		);
	});
});
