/** Loads the index of months, and a month as columns. */
import type { MonthIndex } from "../../contract/month.ts";
import { fetchFile, LoadError } from "./fetchFile.ts";
import { Month, type Source } from "./month.ts";
import { readInWorker } from "./reader.ts";
import { readFiles } from "./readFiles.ts";

export { LoadError } from "./fetchFile.ts";
export { emptyMonth, type Month } from "./month.ts";
export type { Problem } from "./read.ts";

type Entry = MonthIndex["features"][number]["properties"];

/** A month in the index. */
export interface MonthEntry
	extends Pick<Entry, "month" | "count" | "extent" | "synthetic" | "method">,
		Partial<Pick<Entry, "satellites">> {
	/** The largest; null for a month without anomalies. */
	maxZscore: number | null;
}

/** A month with fewer anomalies is read in the page, in a few milliseconds. A worker takes longer to start. */
const few = 200;

/** What the index says about each month. */
const published = new Map<string, Entry>();

/** The months that exist, oldest first; throws `LoadError`. */
export async function loadIndex(signal: AbortSignal): Promise<MonthEntry[]> {
	const file = "index.geojson";
	const response = await fetchFile(file, signal);
	const index: MonthIndex = await response.json().catch(() => {
		signal.throwIfAborted();
		throw new LoadError("broken", file);
	});
	return index.features.map(({ properties }) => {
		published.set(properties.month, properties);
		const { max_zscore: maxZscore, compact: _, ...others } = properties;
		return { maxZscore, ...others };
	});
}

/** A month; throws `LoadError`. */
export function loadMonth(month: string, signal: AbortSignal): Promise<Month> {
	return readFile(month, published.get(month)?.compact, signal);
}

async function readFile(
	month: string,
	compact: string | undefined,
	signal: AbortSignal,
): Promise<Month> {
	const file = `anomalies${month}.geojson`;
	const files = compact ? { file, compact } : { file };
	const isSmall = (published.get(month)?.count ?? few) < few;
	const readNow = isSmall ? readFiles : readInWorker;
	const { read, bytes } = await readNow(files, signal);
	return new Month(month, read, bytes ? inMemory(bytes) : remote(month, file));
}

function inMemory(bytes: Uint8Array): Source {
	const decoder = new TextDecoder();
	return {
		text: async (start, length) =>
			decoder.decode(bytes.subarray(start, start + length)),
	};
}

/** Fetches a feature by its byte range; a server without range support sends the whole file. */
function remote(month: string, file: string): Source {
	let whole: Promise<Month> | undefined;
	return {
		async text(start, length, signal) {
			const range = `bytes=${start}-${start + length - 1}`;
			const response = await fetchFile(file, signal, { Range: range });
			const bytes = new Uint8Array(await response.arrayBuffer());
			return new TextDecoder().decode(
				response.status === 206 ? bytes : bytes.subarray(start, start + length),
			);
		},
		whole(signal) {
			whole ??= readFile(month, undefined, signal);
			whole.catch(() => {
				whole = undefined;
			});
			return whole;
		},
	};
}
