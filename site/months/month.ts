import {
	type AnomalyFeature,
	type Observation,
	observationOf,
} from "../../contract/observation.ts";
import type { Columns } from "./columns.ts";
import type { Problem, ReadMonth } from "./read.ts";

/** The text of a part of the month's file; it may have to be fetched. */
export type ReadText = (
	start: number,
	length: number,
	signal: AbortSignal,
) => Promise<string>;

/** A loaded month: columns by row, and each row's published numbers when they are asked for. */
export class Month implements Omit<Columns, "start" | "length"> {
	/** `YYYYMM` */
	readonly month: string;
	readonly count: number;
	/** What could not be read of its file. */
	readonly problems: Problem[];
	readonly method: ReadMonth["method"];
	readonly satellites: ReadMonth["satellites"];
	readonly lat: Columns["lat"];
	readonly lon: Columns["lon"];
	readonly zscore: Columns["zscore"];
	readonly deviation: Columns["deviation"];
	readonly uncertainty: Columns["uncertainty"];
	readonly co2: Columns["co2"];
	readonly days: Columns["days"];
	readonly severity: Columns["severity"];
	readonly #columns: Columns;
	readonly #readText: ReadText;

	constructor(month: string, read: ReadMonth, readText: ReadText) {
		this.month = month;
		this.problems = read.problems;
		this.method = read.method;
		this.satellites = read.satellites;
		const { columns } = read;
		this.count = columns.lat.length;
		this.lat = columns.lat;
		this.lon = columns.lon;
		this.zscore = columns.zscore;
		this.deviation = columns.deviation;
		this.uncertainty = columns.uncertainty;
		this.co2 = columns.co2;
		this.days = columns.days;
		this.severity = columns.severity;
		this.#columns = columns;
		this.#readText = readText;
	}

	/** The published feature of a row. */
	async feature(row: number, signal: AbortSignal): Promise<AnomalyFeature> {
		const { start, length } = this.#columns;
		const text = await this.#readText(
			start[row] as number,
			length[row] as number,
			signal,
		);
		return JSON.parse(text);
	}

	/** The published numbers of a row, exactly. */
	async observation(row: number, signal: AbortSignal): Promise<Observation> {
		return observationOf(await this.feature(row, signal));
	}

	/** The row of an anomaly at this place, within a few metres; the one with the largest z-score. */
	find(lat: number, lon: number): number | undefined {
		for (let row = 0; row < this.count; row++)
			if (
				Math.abs((this.lat[row] as number) - lat) < nearEnough &&
				Math.abs((this.lon[row] as number) - lon) < nearEnough
			)
				return row;
		return undefined;
	}
}

/** Degrees: what an address with four digits rounds by at the most, and a little. */
const nearEnough = 0.00006;
