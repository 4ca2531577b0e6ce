/** Finds the anomalies of a month: cells far above their usual departure on several days. */
import { canonicalLongitude } from "../../../contract/canonical.ts";
import { type AnomalyFeature, granule } from "../../../contract/observation.ts";
import { latitudeOf } from "./cellDays.ts";
import { robustSpread } from "./median.ts";
import type { Parameters } from "./parameters.ts";
import type { KeptFile } from "./state.ts";

/** A cell on a day. */
interface CellDay {
	file: KeptFile;
	/** Date of the file, `YYYY-MM-DD`. */
	date: string;
	/** Row in the file's columns. */
	row: number;
}

/** Departures from the background in ppm, by cell and by band. */
interface Usual {
	cells: Map<number, number[]>;
	bands: Map<number, number[]>;
}

export interface MonthInput {
	/** Files of the month. */
	own: KeptFile[];
	/** Files of the reference years; the month's own files if there are none. */
	reference: KeptFile[];
}

/** Returns the anomalies by descending z-score. */
export function anomaliesOf(
	{ own, reference }: MonthInput,
	parameters: Parameters,
): AnomalyFeature[] {
	const { leastDays, limit } = parameters;
	const candidates = new Map(
		[...byCell(own)].filter(
			([, days]) => days.length >= leastDays && datesOf(days).size >= leastDays,
		),
	);
	const spreadOf = spreads(
		departuresOf(reference, candidates, parameters),
		parameters,
	);
	const features = [...candidates].flatMap(
		([cell, days]) => anomalyOf(days, spreadOf(cell), parameters) ?? [],
	);
	features.sort(
		(a, b) =>
			b.properties.zscore - a.properties.zscore ||
			a.geometry.coordinates[1] - b.geometry.coordinates[1] ||
			a.geometry.coordinates[0] - b.geometry.coordinates[0],
	);
	return features.slice(0, limit);
}

/** Groups the days by cell, in the order of the files. */
function byCell(files: KeptFile[]): Map<number, CellDay[]> {
	const cells = new Map<number, CellDay[]>();
	for (const file of files) {
		const date = granule(file.source)?.date ?? "";
		for (const [row, cell] of file.days.cell.entries()) {
			const day = { file, date, row };
			const days = cells.get(cell);
			if (days) days.push(day);
			else cells.set(cell, [day]);
		}
	}
	return cells;
}

const datesOf = (days: CellDay[]) => new Set(days.map(({ date }) => date));

function departureOf({ days }: KeptFile, row: number): number {
	return (days.xco2[row] as number) - (days.background[row] as number);
}

const bandAt = (cell: number, { cell: size, band }: Parameters) =>
	Math.floor((latitudeOf(cell, size) + 90) / band);

/** Collects the departures of the candidate cells, and of all cells in their bands. */
function departuresOf(
	files: KeptFile[],
	candidates: ReadonlyMap<number, unknown>,
	parameters: Parameters,
): Usual {
	const cells = new Map<number, number[]>();
	const bands = new Map<number, number[]>();
	for (const cell of candidates.keys()) {
		cells.set(cell, []);
		bands.set(bandAt(cell, parameters), []);
	}
	for (const file of files)
		for (const [row, cell] of file.days.cell.entries()) {
			const departure = departureOf(file, row);
			cells.get(cell)?.push(departure);
			bands.get(bandAt(cell, parameters))?.push(departure);
		}
	return { cells, bands };
}

/** Returns the spread at a cell in ppm. A cell with too few days has the spread of its band. */
function spreads(
	{ cells, bands }: Usual,
	parameters: Parameters,
): (cell: number) => number {
	const { leastReference, leastSpread } = parameters;
	const ofBands = new Map<number, number>();
	const spread = (departures: number[]) =>
		Math.fround(
			Math.max(leastSpread, robustSpread(Float64Array.from(departures))),
		);
	return (cell) => {
		const own = cells.get(cell) ?? [];
		if (own.length >= leastReference) return spread(own);
		const band = bandAt(cell, parameters);
		const known = ofBands.get(band) ?? spread(bands.get(band) ?? []);
		ofBands.set(band, known);
		return known;
	};
}

/** Returns undefined when the cell reaches the threshold on too few days. */
function anomalyOf(
	days: CellDay[],
	spread: number,
	{ low, medium, high, leastDays }: Parameters,
): AnomalyFeature | undefined {
	const departure = ({ file, row }: CellDay) => departureOf(file, row);
	const zscoreOf = (day: CellDay) => departure(day) / spread;
	const detected = days.filter((day) => zscoreOf(day) >= low);
	const dates = datesOf(detected);
	const [first, ...others] = detected;
	if (!first || dates.size < leastDays) return undefined;
	// The earliest day wins between equal departures: files are in date order.
	const strongest = others.reduce(
		(best, day) => (departure(day) > departure(best) ? day : best),
		first,
	);
	const { file, row } = strongest;
	const of = (column: Float32Array) => column[row] as number;
	const zscore = zscoreOf(strongest);
	return {
		type: "Feature",
		geometry: {
			type: "Point",
			coordinates: [
				canonicalLongitude(of(file.days.longitude)),
				of(file.days.latitude),
			],
		},
		properties: {
			xco2: of(file.days.xco2),
			xco2_uncertainty: of(file.days.uncertainty),
			baseline_mean: of(file.days.background),
			baseline_std: spread,
			zscore,
			deviation_ppm: departure(strongest),
			source_file: file.source,
			severity: zscore >= high ? "high" : zscore >= medium ? "medium" : "low",
			detection_days: dates.size,
			detection_files: detected.map((day) => day.file.source),
		},
	};
}
