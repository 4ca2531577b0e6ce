/** Filters and sorts the anomalies of a month. */
import type { Texts } from "../i18n/catalogue.ts";
import { type Severity, severityAt } from "../map/scale.ts";
import type { Month } from "../months/index.ts";
import type { Place } from "../state/state.ts";
import { distanceKm } from "./distance.ts";

export type Sort =
	| "zscore"
	| "deviation"
	| "uncertainty"
	| "days"
	| "severity"
	| "place"
	| "distance";

export interface Filter {
	/** A country, a sea or coordinates, as typed. */
	search: string;
	/** All when empty. */
	severities: Severity[];
	minZscore: number | undefined;
	/** ppm */
	minDeviation: number | undefined;
	minDays: number | undefined;
	/** ppm */
	maxUncertainty: number | undefined;
	sort: Sort;
	ascending: boolean;
}

/** All anomalies, the highest z-score first. */
export const noFilter: Filter = {
	search: "",
	severities: [],
	minZscore: undefined,
	minDeviation: undefined,
	minDays: undefined,
	maxUncertainty: undefined,
	sort: "zscore",
	ascending: false,
};

/** A search for coordinates finds anomalies up to this distance, kilometres. */
export const searchRadius = 1000;

export interface Search {
	/** The typed coordinates. */
	near: Place | undefined;
	/** Whether the name of a row's place contains the typed text. */
	matches: ((row: number) => boolean) | undefined;
	/** The name of a row's place, to sort by. */
	name(row: number): string;
}

/** Whether a filter leaves anything out. */
export function isFiltering(filter: Filter): boolean {
	return (
		filter.search.trim() !== "" ||
		filter.severities.length > 0 ||
		filter.minZscore !== undefined ||
		filter.minDeviation !== undefined ||
		filter.minDays !== undefined ||
		filter.maxUncertainty !== undefined
	);
}

/** The text of `orders` in the catalogue. Usually names are in alphabetical order, and the nearest place is first. */
export function orderOf({ sort, ascending }: Filter): keyof Texts["orders"] {
	if (sort === "place") return ascending ? "reversed" : "alphabetical";
	return ascending === (sort !== "distance") ? "rising" : "falling";
}

/** Whether the sorted values increase from row to row. */
export function isRising(filter: Filter): boolean {
	return ["rising", "alphabetical"].includes(orderOf(filter));
}

/** Rows of the month that are shown, sorted. */
export function rowsOf(month: Month, filter: Filter, search: Search): number[] {
	const rows: number[] = [];
	for (let row = 0; row < month.count; row++)
		if (keeps(month, filter, search, row)) rows.push(row);
	// The rows of a month are sorted by the absolute z-score, which is the usual order.
	const isSorted = !month.zscore.some((zscore) => zscore < 0);
	if (filter.sort === "zscore" && isSorted)
		return filter.ascending ? rows.reverse() : rows;
	return sorted(month, rows, filter, search);
}

function keeps(
	month: Month,
	filter: Filter,
	search: Search,
	row: number,
): boolean {
	const { severities, minZscore, minDeviation, minDays, maxUncertainty } =
		filter;
	const isBelow = (column: ArrayLike<number>, least: number | undefined) =>
		least !== undefined && at(column, row) < least;
	if (
		isBelow(month.zscore, minZscore) ||
		isBelow(month.deviation, minDeviation) ||
		isBelow(month.days, minDays)
	)
		return false;
	if (
		maxUncertainty !== undefined &&
		at(month.uncertainty, row) > maxUncertainty
	)
		return false;
	if (severities.length > 0 && !severities.includes(severityOf(month, row)))
		return false;
	if (search.near)
		return distanceKm(search.near, placeOfRow(month, row)) <= searchRadius;
	return search.matches?.(row) ?? true;
}

function sorted(
	month: Month,
	rows: number[],
	{ sort, ascending }: Filter,
	search: Search,
): number[] {
	const direction = ascending ? 1 : -1;
	if (sort === "place") {
		// Many rows share a name: comparing ranks is faster than comparing names.
		const names = new Map(rows.map((row) => [row, search.name(row)]));
		const inOrder = [...new Set(names.values())].sort((a, b) =>
			a.localeCompare(b),
		);
		const ranks = new Map(inOrder.map((name, rank) => [name, rank]));
		const rank = (row: number) => ranks.get(names.get(row) ?? "") ?? 0;
		return rows.sort((a, b) => -direction * (rank(a) - rank(b)) || a - b);
	}
	const value = valueBy(month, sort, search);
	return rows.sort((a, b) => direction * (value(a) - value(b)) || a - b);
}

function valueBy(
	month: Month,
	sort: Exclude<Sort, "place">,
	{ near }: Search,
): (row: number) => number {
	if (sort === "distance" && near)
		return (row) => -distanceKm(near, placeOfRow(month, row));
	if (sort === "severity") {
		const weight = { unknown: 0, low: 1, medium: 2, high: 3 };
		return (row) => weight[severityOf(month, row)];
	}
	const column = month[sort === "distance" ? "zscore" : sort];
	return (row) => at(column, row);
}

/** A value of a column; the row must exist. */
export function at(column: ArrayLike<number>, row: number): number {
	return column[row] as number;
}

export function severityOf(month: Month, row: number): Severity {
	return severityAt(month.severity[row]);
}

export function placeOfRow(month: Month, row: number): Place {
	return { lat: at(month.lat, row), lon: at(month.lon, row) };
}
