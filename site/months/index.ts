/** The months of the site: which there are, and one as columns. */
import type { MonthIndex } from "../../contract/month.ts";
import { Month } from "./month.ts";
import { readMonth } from "./read.ts";

export type { Month } from "./month.ts";
export type { Problem } from "./read.ts";

type Entry = MonthIndex["features"][number]["properties"];

/** What the index says of a month. */
export interface MonthEntry
	extends Pick<Entry, "month" | "count" | "extent" | "synthetic" | "method">,
		Partial<Pick<Entry, "satellites">> {
	/** The largest; null for a month without anomalies. */
	maxZscore: number | null;
}

/** A file of the site could not be had; `message` is English, for a reader who needs no other words. */
export class LoadError extends Error {
	/** `offline`: no answer at all; `refused`: another status than 200; `broken`: not what it should be. */
	readonly kind: "offline" | "refused" | "broken";
	readonly file: string;
	/** Of a refusal. */
	readonly status: number | undefined;

	constructor(kind: LoadError["kind"], file: string, status?: number) {
		super(
			{
				offline: "The site cannot be reached. Are you online?",
				refused: `${file} could not be loaded: the site answered ${status}.`,
				broken: `${file} is not what it should be.`,
			}[kind],
		);
		this.name = "LoadError";
		this.kind = kind;
		this.file = file;
		this.status = status;
	}
}

/** The months that exist, oldest first; throws `LoadError`. */
export async function loadIndex(signal: AbortSignal): Promise<MonthEntry[]> {
	const file = "index.geojson";
	const response = await load(file, signal);
	const index: MonthIndex = await response.json().catch(() => {
		signal.throwIfAborted();
		throw new LoadError("broken", file);
	});
	return index.features.map(({ properties }) => {
		const { max_zscore: maxZscore, ...others } = properties;
		return { maxZscore, ...others };
	});
}

/** A month; throws `LoadError`. */
export async function loadMonth(
	month: string,
	signal: AbortSignal,
): Promise<Month> {
	const file = `anomalies${month}.geojson`;
	const response = await load(file, signal);
	const bytes = new Uint8Array(await response.arrayBuffer());
	const read = readMonth(bytes);
	if (!read) throw new LoadError("broken", file);
	return new Month(month, read, async (start, length) =>
		new TextDecoder().decode(bytes.subarray(start, start + length)),
	);
}

async function load(file: string, signal: AbortSignal): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(file, { signal });
	} catch {
		signal.throwIfAborted();
		throw new LoadError("offline", file);
	}
	if (!response.ok) throw new LoadError("refused", file, response.status);
	return response;
}
