import { hash } from "node:crypto";
import { canonicalLongitude, canonicalNumber } from "./canonical.ts";
import type { Language } from "./fields.ts";
import type { Observed } from "./request.ts";

/**
 * A number as Python's `repr` writes a float: `35` is `35.0`, `1e-5` is
 * `1e-05`. Both languages take the shortest digits that read back as the same
 * double; they differ in when an exponent is used and how it is written.
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
 * `{lat}_{lon}_{date}`, numbers as Python writes them, so that answers of the
 * earlier Flask system are still found. Numbers are taken in their one form, so
 * that -0 and 0, or the two names of the antimeridian, have one key.
 * @param otherLanguage of an answer that is not in the stack's own language
 */
export function cacheKey(
	{ lat, lon, date }: Pick<Observed, "lat" | "lon" | "date">,
	otherLanguage?: Language,
): string {
	const place = `${pythonFloat(canonicalNumber(lat))}_${pythonFloat(canonicalLongitude(lon))}`;
	const language = otherLanguage ? `_${otherLanguage}` : "";
	return hash("sha256", `${place}_${date}${language}`);
}
