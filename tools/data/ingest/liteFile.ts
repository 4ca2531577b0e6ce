/** Reads NASA's OCO-2 and OCO-3 Lite files: NetCDF-4, which is HDF5. */
import h5wasm, { type Dataset, type File } from "h5wasm/node";
import type { Soundings } from "./cellDays.ts";

/** The file cannot be used; `message` gives the reason, to be printed after the file's name. */
export class UnusableFile extends Error {}

export interface LiteFile {
	soundings: Soundings;
	/** DOI of the product, as "10.5067/…"; undefined when the file has none. */
	doi: string | undefined;
}

const { File: Hdf5File } = h5wasm;

/**
 * @param date the day that the file's name says, `YYYY-MM-DD`
 * @throws UnusableFile
 */
export async function readLiteFile(
	path: string,
	date: string,
): Promise<LiteFile> {
	const hdf5 = await h5wasm.ready;
	// Without it, the library prints errors and goes on.
	hdf5.activate_throwing_error_handler();
	let file: File | undefined;
	try {
		file = new Hdf5File(path, "r");
		return contentOf(file, date);
	} catch (error) {
		if (error instanceof UnusableFile) throw error;
		throw new UnusableFile(
			"is no whole NetCDF-4 file; fetch it again, it may be cut off",
		);
	} finally {
		close(file);
	}
}

function close(file: File | undefined): void {
	try {
		file?.close();
	} catch {
		// A file that could not be opened cannot be closed.
	}
}

function contentOf(file: File, date: string): LiteFile {
	const latitude = floats(file, "latitude");
	const soundings = {
		latitude,
		longitude: floats(file, "longitude"),
		xco2: floats(file, "xco2"),
		uncertainty: floats(file, "xco2_uncertainty"),
		quality: column(file, "xco2_quality_flag"),
	};
	for (const [name, { length }] of Object.entries(soundings))
		if (length !== latitude.length)
			throw new UnusableFile(
				`has ${length} values of ${name} for ${latitude.length} soundings`,
			);
	checkDay(file, date);
	const doi = file.attrs.identifier_product_doi?.value;
	return {
		soundings,
		doi: typeof doi === "string" ? /10\.\d{4,}\/\S+/.exec(doi)?.[0] : undefined,
	};
}

function dataset(file: File, name: string): Dataset {
	const found = file.keys().includes(name) ? file.get(name) : undefined;
	if (!found || !("slice" in found))
		throw new UnusableFile(
			`has no variable ${name}; take the product's own Lite files`,
		);
	return found as Dataset;
}

function column(file: File, name: string): ArrayLike<number> {
	const { value } = dataset(file, name);
	const isBig =
		value instanceof BigInt64Array || value instanceof BigUint64Array;
	if (ArrayBuffer.isView(value) && !isBig)
		return value as unknown as ArrayLike<number>;
	throw new UnusableFile(`has no numbers in its variable ${name}`);
}

function floats(file: File, name: string): Float32Array {
	const values = column(file, name);
	return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** Seconds. A day's file also has the soundings of an orbit that ends after midnight. */
const dayLength = 86_400;

/** Checks that the first and the last sounding are of the day, or of the day before or after. */
function checkDay(file: File, date: string): void {
	const time = dataset(file, "time");
	const count = time.shape?.[0] ?? 0;
	if (count === 0) return;
	const start = Date.parse(date) / 1000;
	for (const at of [0, count - 1]) {
		const [seconds = Number.NaN] = time.slice([[at, at + 1]]) as Float64Array;
		if (seconds >= start - dayLength && seconds < start + 2 * dayLength)
			continue;
		throw new UnusableFile(
			`is named for ${date}, and has soundings of another day`,
		);
	}
}
