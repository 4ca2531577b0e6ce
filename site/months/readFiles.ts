/** Loads and reads the files of a month, on the page or in the worker. */
import { type CompactMonth, decodeMonth } from "../../contract/compact.ts";
import { fetchFile, LoadError } from "./fetchFile.ts";
import { type ReadMonth, readMonth } from "./read.ts";

export interface MonthFiles {
	file: string;
	/** The compact form, which is tried first, if the month has one. */
	compact?: string;
}

export interface LoadedMonth {
	read: ReadMonth;
	/** The file itself, unless the compact form was read. */
	bytes?: Uint8Array<ArrayBuffer>;
}

/** Throws `LoadError`, or the signal's reason. */
export async function readFiles(
	{ file, compact }: MonthFiles,
	signal: AbortSignal,
): Promise<LoadedMonth> {
	return (
		(compact && (await readCompact(compact, signal))) ||
		(await readWhole(file, signal))
	);
}

/** Undefined if the compact form cannot be loaded or read: then the GeoJSON file is read. */
async function readCompact(
	file: string,
	signal: AbortSignal,
): Promise<LoadedMonth | undefined> {
	let compact: CompactMonth;
	try {
		const response = await fetchFile(file, signal);
		compact = decodeMonth(new Uint8Array(await response.arrayBuffer()));
	} catch (error) {
		signal.throwIfAborted();
		console.warn(`${file}: the month is read from its GeoJSON`, error);
		return undefined;
	}
	return { read: { ...compact, problems: [] } };
}

async function readWhole(
	file: string,
	signal: AbortSignal,
): Promise<LoadedMonth> {
	const response = await fetchFile(file, signal);
	const bytes = new Uint8Array(await response.arrayBuffer());
	const read = readMonth(bytes);
	if (!read) throw new LoadError("broken", file);
	return { read, bytes };
}
