/** The rows of the open month that are shown, as the filter says. */
import { computed } from "@preact/signals-core";
import { bordersLoaded, placeName } from "../i18n/placeName.ts";
import type { Month } from "../months/index.ts";
import { chosen, language, month, texts } from "../state/state.ts";
import { parseCoordinates } from "./coordinates.ts";
import { placeOfRow, rowsOf, type Search } from "./filter.ts";

/** What the search box means for a month. */
export const search = computed<Search>(() => {
	const typed = chosen.filter.value.search.trim();
	const loaded = month.value.status === "ready" ? month.value.value : undefined;
	const name = (row: number) => (loaded && nameOf(loaded, row)) ?? "";
	const near = parseCoordinates(typed);
	if (near || typed === "") return { near, matches: undefined, name };
	const wanted = fold(typed);
	return { near, matches: (row) => fold(name(row)).includes(wanted), name };
});

/** Rows in the order of the list; empty until the month is loaded. */
export const rows = computed<number[]>(() =>
	month.value.status === "ready"
		? rowsOf(month.value.value, chosen.filter.value, search.value)
		: [],
);

/** The country or sea of a row; undefined until the borders are loaded. */
export function nameOf(loaded: Month, row: number): string | undefined {
	bordersLoaded.value;
	return placeName(placeOfRow(loaded, row), language.value, texts.value);
}

/** Without case and accents: "cote" finds Côte d’Ivoire. */
function fold(text: string): string {
	return text
		.normalize("NFD")
		.replace(/\p{Diacritic}/gu, "")
		.toLowerCase();
}
