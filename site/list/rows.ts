/** The rows of the open month that are shown, as the filter says. */
import { computed, effect } from "@preact/signals-core";
import { languages } from "../../contract/languages.ts";
import { catalogues } from "../i18n/catalogue.ts";
import { bordersLoaded, nameOfPlace } from "../i18n/placeName.ts";
import type { Month } from "../months/index.ts";
import { type Place, placeOf } from "../places/places.ts";
import { idle } from "../scheduling.ts";
import { chosen, language, month, texts } from "../state/state.ts";
import { parseCoordinates } from "./coordinates.ts";
import { placeOfRow, rowsOf, type Search } from "./filter.ts";

/** The meaning of the search text for the open month. */
export const search = computed<Search>(() => {
	const typed = chosen.filter.value.search.trim();
	const loaded = month.value.status === "ready" ? month.value.value : undefined;
	const name = (row: number) => (loaded && nameOf(loaded, row)) ?? "";
	const near = parseCoordinates(typed);
	if (near || typed === "") return { near, matches: undefined, name };
	// The names come with the borders: search again then.
	bordersLoaded.value;
	const wanted = fold(typed);
	const found = new Map<string, boolean>();
	const matches = (row: number) => {
		const place = loaded && placeAt(loaded, row);
		const key = place?.country ?? place?.sea ?? "";
		const known = found.get(key) ?? isNamed(place, wanted);
		found.set(key, known);
		return known;
	};
	return { near, matches, name };
});

/** Common names of countries that `Intl` does not know. */
const otherNames: Record<string, string> = {
	US: "USA U.S. America",
	GB: "UK Britain England",
	AE: "UAE",
	CD: "DRC",
};

/** In any language of the page: a shared search must find the same for everybody. */
function isNamed(place: Place | undefined, wanted: string): boolean {
	const names = languages.map(
		(known) => nameOfPlace(place, known, catalogues[known]) ?? "",
	);
	return [...names, otherNames[place?.country ?? ""] ?? ""].some((name) =>
		fold(name).includes(wanted),
	);
}

/** Rows in the order of the list; empty until the month is loaded. */
export const rows = computed<number[]>(() =>
	month.value.status === "ready"
		? rowsOf(month.value.value, chosen.filter.value, search.value)
		: [],
);

/** The country or sea of a row; undefined until the borders are loaded. */
export function nameOf(loaded: Month, row: number): string | undefined {
	bordersLoaded.value;
	return nameOfPlace(placeAt(loaded, row), language.value, texts.value);
}

/** The places of rows; each is looked up once, which takes about 10 µs. */
const placesOf = new WeakMap<Month, (Place | undefined)[]>();

function placeAt(loaded: Month, row: number): Place | undefined {
	const places = placesOf.get(loaded) ?? [];
	placesOf.set(loaded, places);
	const { lat, lon } = placeOfRow(loaded, row);
	places[row] ??= placeOf(lat, lon);
	return places[row];
}

/** Rows that are looked up in one task. */
const atOnce = 500;

/** Looks up all places of the open month while the browser is idle, so that a search finds them at once. */
export function followPlaces(): void {
	effect(() => {
		if (month.value.status !== "ready" || bordersLoaded.value === 0) return;
		const { value: open } = month.value;
		let isOpen = true;
		(async () => {
			for (let row = 0; isOpen && row < open.count; row++) {
				if (row % atOnce === 0) await idle();
				placeAt(open, row);
			}
		})();
		return () => {
			isOpen = false;
		};
	});
}

/** Without case and accents: "cote" finds Côte d’Ivoire. */
function fold(text: string): string {
	return text
		.normalize("NFD")
		.replace(/\p{Diacritic}/gu, "")
		.toLowerCase();
}
