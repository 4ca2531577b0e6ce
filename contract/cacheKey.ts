import { hash } from "node:crypto";
import { canonicalLongitude, canonicalNumber } from "./canonical.ts";
import type { Language } from "./languages.ts";
import type { Observed } from "./request.ts";

/**
 * A number as Python's `repr` writes a float: `35` is `35.0`, `1e-5` is
 * `1e-05`. Both languages use the shortest digits that give the same double, but
 * they differ in the use and the form of exponents.
 * @see https://docs.python.org/3/tutorial/floatingpoint.html
 */
export function pythonFloat(value: number): string {
	const size = Math.abs(value);
	if (size === 0 || (size >= 1e-4 && size < 1e16)) {
		const text = Object.is(value, -0) ? "-0" : String(value);
		return Number.isInteger(value) ? `${text}.0` : text;
	}
	const [digits, exponent] = value.toExponential().split("e");
	const power = Number(exponent);
	const sign = power < 0 ? "-" : "+";
	return `${digits}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}

/**
 * The key of the answer about a place and a day: SHA-256 in hex of
 * `{lat}_{lon}_{date}`. Numbers are in Python's form, so that answers of the
 * earlier Flask system are found, and canonical, so that 0 and -0, or longitudes
 * 180 and -180, have the same key.
 * @param otherLanguage language of the answer, if it is not the stack's own
 */
export function cacheKey(
	{ lat, lon, date }: Pick<Observed, "lat" | "lon" | "date">,
	otherLanguage?: Language,
): string {
	const place = `${pythonFloat(canonicalNumber(lat))}_${pythonFloat(canonicalLongitude(lon))}`;
	const language = otherLanguage ? `_${otherLanguage}` : "";
	return hash("sha256", `${place}_${date}${language}`);
}
