/** A month as columns: what the map, the list and the filters read of each anomaly. */
import { severities } from "../../contract/fields.ts";
import type { Observation } from "../../contract/observation.ts";

/** Rows are sorted by the size of the z-score, the largest first. */
export interface Columns {
	/** Degrees. */
	lat: Float64Array<ArrayBuffer>;
	lon: Float64Array<ArrayBuffer>;
	zscore: Float64Array<ArrayBuffer>;
	/** ppm, like `uncertainty` and `co2`. */
	deviation: Float64Array<ArrayBuffer>;
	uncertainty: Float64Array<ArrayBuffer>;
	co2: Float64Array<ArrayBuffer>;
	/** Days of the month on which the place stood out. */
	days: Uint16Array<ArrayBuffer>;
	/** Index into `severities` of contract/fields.ts. */
	severity: Uint8Array<ArrayBuffer>;
	/** Where the feature is in the month's file, bytes. */
	start: Uint32Array<ArrayBuffer>;
	length: Uint32Array<ArrayBuffer>;
}

/** The columns of features that were read one by one. */
export function columnsOf(
	read: { observation: Observation; start: number; length: number }[],
): Columns {
	const rows = read.toSorted(
		(a, b) => Math.abs(b.observation.zscore) - Math.abs(a.observation.zscore),
	);
	const numbers = (field: keyof Observation) =>
		Float64Array.from(rows, ({ observation }) => observation[field] as number);
	return {
		lat: numbers("lat"),
		lon: numbers("lon"),
		zscore: numbers("zscore"),
		deviation: numbers("deviation"),
		uncertainty: numbers("uncertainty"),
		co2: numbers("co2"),
		days: Uint16Array.from(rows, (row) => row.observation.detectionDays),
		severity: Uint8Array.from(rows, ({ observation }) =>
			severities.indexOf(observation.severity),
		),
		start: Uint32Array.from(rows, ({ start }) => start),
		length: Uint32Array.from(rows, ({ length }) => length),
	};
}
