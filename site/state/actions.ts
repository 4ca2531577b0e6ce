/**
 * The actions of a visitor: each event calls one of these, and each changes the
 * choice. Actions peek at the state: if an effect calls one, as when the map
 * moves while it is drawn, the effect must not depend on what the action reads.
 */
import { batch } from "@preact/signals-core";
import type { Language } from "../i18n/catalogue.ts";
import { type Filter, noFilter, placeOfRow } from "../list/filter.ts";
import type { MapView } from "../map/map.ts";
import {
	type Choice,
	candidates,
	choice,
	listed,
	listStep,
	month,
	type Place,
} from "./state.ts";

function change(changes: Partial<Choice>): void {
	batch(() => {
		choice.value = { ...choice.peek(), ...changes };
		candidates.value = [];
	});
}

/** Replaces the whole choice: an address was opened, or the visitor went back. */
export function restore(restored: Choice): void {
	// An address without a language keeps the chosen one.
	change({
		...restored,
		language: restored.language ?? choice.peek().language,
	});
}

/** @param name `YYYYMM` */
export function openMonth(name: string): void {
	const { month: open, compare } = choice.peek();
	if (name === open) return;
	change({
		month: name,
		at: undefined,
		// Switching to the other month of a comparison keeps the pair.
		compare: name === compare ? open : compare,
	});
	listed.value = listStep;
}

/** Opens the anomaly of this row, or closes the open one. */
export function pick(row: number | undefined): void {
	if (row === undefined) change({ at: undefined });
	else {
		const open = month.peek();
		if (open.status === "ready") change({ at: placeOfRow(open.value, row) });
	}
}

/** Opens the anomaly under a click, or offers a choice of several. */
export function offer(rows: number[]): void {
	if (rows.length === 1) pick(rows[0]);
	// The map shows the previous month until the next one is loaded.
	else candidates.value = month.peek().status === "ready" ? rows : [];
}

export function look(view: MapView): void {
	choice.value = { ...choice.peek(), view };
}

export function setFilter(changes: Partial<Filter>): void {
	change({ filter: { ...choice.peek().filter, ...changes } });
	listed.value = listStep;
}

/** Shows all anomalies of the month again, in the same order. */
export function clearFilter(): void {
	const { sort, ascending } = choice.peek().filter;
	setFilter({
		...noFilter,
		sort: sort === "distance" ? "zscore" : sort,
		ascending,
	});
}

export function showMore(): void {
	listed.value += listStep;
}

export function setDisplay(display: Choice["display"]): void {
	change({ display });
}

export function setLanguage(language: Language): void {
	change({ language });
}

export function compareWith(name: string | undefined): void {
	change({ compare: name });
}

/** Opens an anomaly of any month. */
export function openAnomaly(name: string, { lat, lon }: Place): void {
	openMonth(name);
	change({ at: { lat, lon } });
}
