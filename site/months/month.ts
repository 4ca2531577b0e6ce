import { type Columns, columnsOf } from "../../contract/columns.ts";
import {
	type AnomalyFeature,
	type Observation,
	observationOf,
} from "../../contract/observation.ts";
import { LoadError } from "./fetchFile.ts";
import type { Problem, ReadMonth } from "./read.ts";

/** Gives the published text of a month's features. */
export interface Source {
	/** A part of the file. */
	text(start: number, length: number, signal: AbortSignal): Promise<string>;
	/** The month from its whole file, if only its columns were read. */
	whole?(signal: AbortSignal): Promise<Month>;
}

/** Degrees: slightly more than the rounding of an address with four decimals. */
const nearEnough = 0.00006;

/** A loaded month: its columns, and the published numbers of each row on demand. */
export class Month implements Omit<Columns, "start" | "length"> {
	/** `YYYYMM` */
	readonly month: string;
	readonly count: number;
	/** The parts of its file that could not be read. */
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
	readonly #source: Source;

	constructor(month: string, read: ReadMonth, source: Source) {
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
		this.#source = source;
	}

	/**
	 * The published feature of a row, fetched if necessary; throws `LoadError`. A
	 * cache can hold columns and file of two releases: if the bytes are not the
	 * row's feature, the whole file is searched for it.
	 */
	async feature(row: number, signal: AbortSignal): Promise<AnomalyFeature> {
		const { start, length } = this.#columns;
		const [from, size] = [start[row], length[row]] as [number, number];
		const text = await this.#source.text(from, size, signal).catch((error) => {
			signal.throwIfAborted();
			if (this.#source.whole) return "";
			throw error;
		});
		const feature = parsed(text);
		if (feature && this.#isRow(feature, row)) return feature;
		const whole = await this.#source.whole?.(signal);
		for (let at = 0; whole && at < whole.count; at++)
			if (this.#isSame(row, whole, at)) return whole.feature(at, signal);
		throw new LoadError("broken", `anomalies${this.month}.geojson`);
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

	#isRow({ geometry, properties }: AnomalyFeature, row: number): boolean {
		const [lon, lat] = geometry.coordinates;
		return (
			isNear(lat, this.lat[row]) &&
			isNear(lon, this.lon[row]) &&
			isNear(properties.zscore, this.zscore[row])
		);
	}

	#isSame(row: number, other: Month, at: number): boolean {
		return (
			isNear(this.lat[row] as number, other.lat[at]) &&
			isNear(this.lon[row] as number, other.lon[at]) &&
			isNear(this.zscore[row] as number, other.zscore[at])
		);
	}
}

/** What the map shows of a month that cannot be loaded. */
export function emptyMonth(month: string): Month {
	const read: ReadMonth = {
		columns: columnsOf([]),
		problems: [],
		method: undefined,
		satellites: [],
	};
	return new Month(month, read, { text: async () => "" });
}

function parsed(text: string): AnomalyFeature | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Whether two numbers are equal as float32. */
const isNear = (a: number, b: number | undefined) =>
	Math.fround(a) === Math.fround(b ?? Number.NaN);
