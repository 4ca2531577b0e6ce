/** Reduces a file to cells: one day of one satellite. */
import { backgroundOf } from "./background.ts";
import { lowerMedian } from "./median.ts";
import type { CellParameters } from "./parameters.ts";

/** One row per sounding, as in the product's file. */
export interface Soundings {
	latitude: Float32Array;
	longitude: Float32Array;
	/** ppm; the uncertainty also. */
	xco2: Float32Array;
	uncertainty: Float32Array;
	quality: ArrayLike<number>;
}

/**
 * One row per cell with enough soundings, in cell order. The place and values
 * are from the sounding with the median departure.
 */
export interface CellDays {
	cell: Uint32Array;
	latitude: Float32Array;
	longitude: Float32Array;
	/** ppm; uncertainty and background also. The departure is `xco2 - background`. */
	xco2: Float32Array;
	uncertainty: Float32Array;
	background: Float32Array;
}

/** Returns the cell's number. Rows count from the south, columns from the antimeridian eastward. */
export function cellAt(latitude: number, longitude: number, size: number) {
	const rows = Math.round(180 / size);
	const columns = 2 * rows;
	const row = Math.min(rows - 1, Math.floor((latitude + 90) / size));
	const column = Math.floor((longitude + 180) / size) % columns;
	return row * columns + column;
}

/** Returns the latitude of the cell's centre, degrees north. */
export function latitudeOf(cell: number, size: number): number {
	const columns = Math.round(360 / size);
	return (Math.floor(cell / columns) + 0.5) * size - 90;
}

export interface DayOfCells {
	days: CellDays;
	/** Number of good soundings in the file. */
	used: number;
}

export function cellDaysOf(
	soundings: Soundings,
	parameters: CellParameters,
): DayOfCells {
	const good = goodOf(soundings, parameters.quality);
	const background = backgroundOf(good, parameters);
	const { cell: size, leastSoundings } = parameters;
	const { order, starts } = byCell(good, size);
	// The soundings of one cell that have a background: row, background, departure.
	const rows = new Uint32Array(order.length);
	const soundingBackgrounds = new Float32Array(order.length);
	const departures = new Float64Array(order.length);
	const reordered = new Float64Array(order.length);
	// The cells with enough soundings: row of the median sounding, background.
	let judged = 0;
	const chosen = new Uint32Array(starts.length);
	const backgrounds = new Float32Array(starts.length);
	for (let at = 0; at + 1 < starts.length; at++) {
		const [from, to] = [starts[at] as number, starts[at + 1] as number];
		if (to - from < leastSoundings) continue;
		let count = 0;
		for (let place = from; place < to; place++) {
			const row = order[place] as number;
			const expected = background(good.latitude[row] as number);
			if (Number.isNaN(expected)) continue;
			rows[count] = row;
			// Storing rounds the background to a float32, as published. Subtract the rounded value.
			soundingBackgrounds[count] = expected;
			const departure =
				(good.xco2[row] as number) - (soundingBackgrounds[count] as number);
			departures[count] = departure;
			reordered[count++] = departure;
		}
		if (count < leastSoundings) continue;
		const median = departures.indexOf(lowerMedian(reordered, 0, count));
		chosen[judged] = rows[median] as number;
		backgrounds[judged++] = soundingBackgrounds[median] as number;
	}
	const of = (column: Float32Array) => pick(column, chosen, judged);
	const days = {
		latitude: of(good.latitude),
		longitude: of(good.longitude),
		xco2: of(good.xco2),
		uncertainty: of(good.uncertainty),
		background: backgrounds.slice(0, judged),
	};
	const cell = new Uint32Array(judged);
	for (let at = 0; at < judged; at++)
		cell[at] = cellAt(
			days.latitude[at] as number,
			days.longitude[at] as number,
			size,
		);
	return { days: { cell, ...days }, used: good.xco2.length };
}

/** Returns the column's values at the first `count` of `rows`. */
function pick(
	column: Float32Array,
	rows: Uint32Array,
	count: number,
): Float32Array {
	const picked = new Float32Array(count);
	for (let at = 0; at < count; at++)
		picked[at] = column[rows[at] as number] as number;
	return picked;
}

type Good = Omit<Soundings, "quality">;

/** Selects the soundings with the given quality flag and without fill values (-999999). */
function goodOf(soundings: Soundings, quality: number): Good {
	const { latitude, longitude, xco2, uncertainty } = soundings;
	const rows = new Uint32Array(xco2.length);
	let count = 0;
	for (let row = 0; row < xco2.length; row++)
		if (
			soundings.quality[row] === quality &&
			isWithin(latitude[row], -90, 90) &&
			isWithin(longitude[row], -180, 180) &&
			isWithin(xco2[row], 100, 10_000) &&
			isWithin(uncertainty[row], 0, 10_000)
		)
			rows[count++] = row;
	const of = (column: Float32Array) => pick(column, rows, count);
	return {
		latitude: of(latitude),
		longitude: of(longitude),
		xco2: of(xco2),
		uncertainty: of(uncertainty),
	};
}

/** Returns false for NaN. */
const isWithin = (value: number | undefined, least: number, most: number) =>
	value !== undefined && value >= least && value <= most;

/** Sorts the rows by cell. The n-th cell with soundings has the rows from `starts[n]` up to, but not including, `starts[n + 1]`. */
function byCell({ latitude, longitude }: Good, size: number) {
	const rows = latitude.length;
	const count = 2 * Math.round(180 / size) ** 2;
	const cellOf = new Uint32Array(rows);
	const next = new Uint32Array(count + 1);
	for (let row = 0; row < rows; row++) {
		const cell = cellAt(
			latitude[row] as number,
			longitude[row] as number,
			size,
		);
		cellOf[row] = cell;
		next[cell + 1] = (next[cell + 1] as number) + 1;
	}
	const starts: number[] = [];
	for (let cell = 0; cell < count; cell++) {
		const size = next[cell + 1] as number;
		const from = next[cell] as number;
		if (size > 0) starts.push(from);
		next[cell + 1] = from + size;
	}
	starts.push(rows);
	const order = new Uint32Array(rows);
	for (let row = 0; row < rows; row++) {
		const cell = cellOf[row] as number;
		const at = next[cell] as number;
		order[at] = row;
		next[cell] = at + 1;
	}
	return { order, starts };
}
