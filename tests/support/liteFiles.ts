/** Writes small files in the format of NASA's Lite files: NetCDF-4, which is HDF5. */
import { join } from "node:path";
import h5wasm from "h5wasm/node";
import type { Soundings } from "../../tools/data/ingest/cellDays.ts";

export interface LiteFileOptions {
	/** Time of all soundings, seconds since 1970. Default: noon of the day in the name. */
	time?: number;
	/** Variables to leave out. */
	without?: string[];
	/** Chunk size of compressed variables. Default: not compressed. */
	chunk?: number;
}

export const liteName = (satellite: 2 | 3, date: string) =>
	`oco${satellite}_LtCO2_${date.slice(2).replaceAll("-", "")}_B11072Ar_240915220007s.nc4`;

/** @returns the file's path */
export async function writeLiteFile(
	folder: string,
	name: string,
	soundings: Soundings,
	{ time, without = [], chunk }: LiteFileOptions = {},
): Promise<string> {
	await h5wasm.ready;
	const path = join(folder, name);
	const count = soundings.xco2.length;
	const [, year, month, day] = /_(\d\d)(\d\d)(\d\d)_/.exec(name) ?? [];
	const noon = Date.parse(`20${year}-${month}-${day}T12:00:00Z`) / 1000;
	const file = new h5wasm.File(path, "w");
	const variables = {
		latitude: soundings.latitude,
		longitude: soundings.longitude,
		xco2: soundings.xco2,
		xco2_uncertainty: soundings.uncertainty,
		xco2_quality_flag: Int8Array.from(soundings.quality),
		time: new Float64Array(count).fill(time ?? noon),
		sounding_id: BigInt64Array.from({ length: count }, (_, at) => BigInt(at)),
	};
	for (const [name, data] of Object.entries(variables))
		if (!without.includes(name))
			file.create_dataset({
				name,
				data,
				...(chunk && { shape: [count], chunks: [chunk], compression: 4 }),
			});
	file.create_attribute("identifier_product_doi", "10.5067/TEST/OCO");
	file.close();
	return path;
}
