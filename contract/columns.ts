/** A month as columns of the values that map, list and filters need. */
import { severities } from "./fields.ts";
import type { Observation } from "./observation.ts";

type Numbers = Float64Array<ArrayBuffer>;

/** The rows are in descending order of the z-score's absolute value. */
export interface Columns {
	/** Degrees. */
	lat: Numbers;
	lon: Numbers;
	zscore: Numbers;
	/** ppm, like `uncertainty` and `co2`. */
	deviation: Numbers;
	uncertainty: Numbers;
	co2: Numbers;
	/** Days of the month on which the place stood out. */
	days: Uint16Array<ArrayBuffer>;
	/** Index into `severities` of fields.ts. */
	severity: Uint8Array<ArrayBuffer>;
	/** Byte position of the feature in the month's file. */
	start: Uint32Array<ArrayBuffer>;
	length: Uint32Array<ArrayBuffer>;
}

/** A feature and its byte position in the file. */
export interface Placed {
	observation: Observation;
	start: number;
	length: number;
}

/** The columns of features, in the order given. */
export function columnsOf(features: Placed[]): Columns {
	const numbers = (field: keyof Observation) =>
		Float64Array.from(
			features,
			({ observation }) => observation[field] as number,
		);
	return {
		lat: numbers("lat"),
		lon: numbers("lon"),
		zscore: numbers("zscore"),
		deviation: numbers("deviation"),
		uncertainty: numbers("uncertainty"),
		co2: numbers("co2"),
		days: Uint16Array.from(
			features,
			({ observation }) => observation.detectionDays,
		),
		severity: Uint8Array.from(features, ({ observation }) =>
			severities.indexOf(observation.severity),
		),
		start: Uint32Array.from(features, ({ start }) => start),
		length: Uint32Array.from(features, ({ length }) => length),
	};
}

/** The same rows in descending order of the z-score's absolute value. The sort is stable. */
export function sortedByZscore(columns: Columns): Columns {
	const { zscore } = columns;
	// Sorting numbers is faster than sorting rows. Each number contains the z-score and the row.
	const size = new Float32Array(1);
	const bits = new Uint32Array(size.buffer);
	const keys = zscore.map((value, row) => {
		size[0] = Math.abs(value);
		return (0x7f800000 - (bits[0] as number)) * 2 ** 21 + row;
	});
	keys.sort();
	const order = new Uint32Array(keys.map((key) => key % 2 ** 21));
	const inOrder = <T extends Columns[keyof Columns]>(values: T): T => {
		const sorted = values.slice() as T;
		for (let row = 0; row < order.length; row++)
			sorted[row] = values[order[row] as number] as number;
		return sorted;
	};
	return {
		lat: inOrder(columns.lat),
		lon: inOrder(columns.lon),
		zscore: inOrder(zscore),
		deviation: inOrder(columns.deviation),
		uncertainty: inOrder(columns.uncertainty),
		co2: inOrder(columns.co2),
		days: inOrder(columns.days),
		severity: inOrder(columns.severity),
		start: inOrder(columns.start),
		length: inOrder(columns.length),
	};
}
