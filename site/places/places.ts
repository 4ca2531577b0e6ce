/** The country or sea of a place, by keys that `Intl` and `site/i18n/` have names for. */
import { Borders } from "../world/borders.ts";
import { loadBorders as load } from "../world/load.ts";
import { type SeaKey, seaAt } from "./seas.ts";

/** Either a country or a sea. */
export interface Place {
	/** ISO 3166-1 alpha-2, for `Intl.DisplayNames`. */
	country?: string;
	sea?: SeaKey | undefined;
}

let borders: Borders | undefined;
/** One object for each country and sea: 100,000 anomalies have some hundred. */
const places = new Map<string, Place>();

/** Loads the borders that `placeOf` needs; after a rejection, it can be called again. */
export async function loadBorders(): Promise<void> {
	borders = new Borders(await load());
}

/** The country or the sea of a place in degrees; undefined until the borders are loaded. */
export function placeOf(lat: number, lon: number): Place | undefined {
	if (!borders) return undefined;
	const country = borders.countryAt(lat, lon);
	const sea = country ? undefined : seaAt(lat, lon);
	const key = `${country} ${sea}`;
	const known = places.get(key);
	if (known) return known;
	const place = country ? { country } : { sea };
	places.set(key, place);
	return place;
}
