/** The name of the country or sea of a place. */
import { effect, signal } from "@preact/signals-core";
import {
	loadBorders,
	type Place as NamedPlace,
	placeOf,
} from "../places/places.ts";
import { idle } from "../scheduling.ts";
import { month, type Place } from "../state/state.ts";
import type { Language, Texts } from "./catalogue.ts";
import { countryName } from "./format.ts";

/** Changes when the borders are loaded, from which on places have names. */
export const bordersLoaded = signal(0);

/**
 * Loads the borders after the first month, which needs the processor first, when the
 * browser is idle. Until then, places are shown by coordinates.
 */
export function followBorders(): void {
	const load = () =>
		loadBorders().then(
			() => {
				bordersLoaded.value++;
			},
			() => addEventListener("online", load, { once: true }),
		);
	const ready = new Promise<void>((resolve) => {
		effect(() => {
			if (month.value.status === "ready") resolve();
		});
	});
	ready.then(idle).then(load);
}

/** Undefined until the borders are loaded. */
export function placeName(
	{ lat, lon }: Place,
	language: Language,
	texts: Texts,
): string | undefined {
	// What shows the name is drawn again when the borders are loaded.
	bordersLoaded.value;
	return nameOfPlace(placeOf(lat, lon), language, texts);
}

export function nameOfPlace(
	place: NamedPlace | undefined,
	language: Language,
	texts: Texts,
): string | undefined {
	if (place?.country) return countryName(place.country, language);
	return place?.sea && texts.sea[place.sea];
}
