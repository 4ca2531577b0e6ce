/** Loads the index of months, and a month as columns. */
import * as z from "zod/mini";
import { indexedMonth, type MonthIndex } from "../../contract/month.ts";
import { fetchFile, LoadError } from "./fetchFile.ts";
import { Month, type Source } from "./month.ts";
import { type Problem, problemOf } from "./read.ts";
import { readInWorker } from "./reader.ts";
import { readFiles } from "./readFiles.ts";

export { LoadError } from "./fetchFile.ts";
export { emptyMonth, type Month } from "./month.ts";
export type { Problem } from "./read.ts";

type Entry = MonthIndex["features"][number]["properties"];

/** A month in the index. */
export interface MonthEntry
	extends Pick<Entry, "month" | "count" | "extent" | "synthetic" | "method"> {
	/** The largest; null for a month without anomalies. */
	maxZscore: number | null;
}

/** The months that exist, oldest first, and the parts of the index that could not be read. */
export interface MonthList {
	months: MonthEntry[];
	problems: Problem[];
}

/** A month with fewer anomalies is read in the page, in a few milliseconds. A worker takes longer to start. */
const few = 200;

/** What the index says about each month. */
const published = new Map<string, Entry>();

/** Throws `LoadError`, also if no month can be read. */
export async function loadIndex(signal: AbortSignal): Promise<MonthList> {
	const file = "index.geojson";
	const response = await fetchFile(file, signal);
	const list = readIndex(await response.text());
	const [problem] = list.problems;
	if (problem && list.months.length === 0)
		throw new LoadError("broken", file, { problem });
	return list;
}

/** Skips an entry that cannot be read: the other months stay. */
function readIndex(text: string): MonthList {
	const list: MonthList = { months: [], problems: [] };
	const read = <T>(
		schema: z.ZodMiniType<T>,
		json: unknown,
		feature: number,
	) => {
		const { success, data, error } = schema.safeParse(json);
		if (success) return data;
		list.problems.push({ feature, ...problemOf(json, error) });
		return undefined;
	};
	const entry = z.object(
		{ properties: indexedMonth() },
		{ error: "must be a month" },
	);
	const whole = read(monthList(), parsed(text), -1);
	for (const [at, json] of whole?.features.entries() ?? []) {
		const properties = read(entry, json, at)?.properties;
		if (!properties) continue;
		published.set(properties.month, properties);
		const { max_zscore: maxZscore, ...others } = properties;
		list.months.push({ maxZscore, ...others });
	}
	return list;
}

const monthList = () =>
	z.object(
		{
			features: z.array(z.unknown(), { error: "must be an array of months" }),
		},
		{ error: "must be a FeatureCollection" },
	);

/** Text that is no JSON is reported as a string that is no index. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
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
