/** Where on Earth a place is, in names that `Intl` and the page's words know. */

/** Either a country or a sea. */
export interface Place {
	/** ISO 3166-1 alpha-2, for `Intl.DisplayNames`. */
	country?: string;
	/** Key of a sea's name. */
	sea?: string;
}

/** The country, or the sea, of a place in degrees; undefined until the borders are loaded. */
export function placeOf(_lat: number, _lon: number): Place | undefined {
	return undefined;
}
