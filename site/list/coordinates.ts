/** Parses coordinates as people type them. */
import type { Place } from "../state/state.ts";

const number = String.raw`[-+−]?\d+(?:[.,]\d+)?`;
const angle = new RegExp(
	String.raw`^\s*([NSEW北南東西]?)[緯経]?\s*(${number})\s*[°º度]?\s*(?:(\d+(?:\.\d+)?)\s*['′’分]\s*)?(?:(\d+(?:\.\d+)?)\s*["″”秒]\s*)?([NSEW]?)\s*`,
	"i",
);

/**
 * Latitude and longitude in decimal degrees, or in degrees, minutes and
 * seconds with `N S E W`: `35.68, 139.65`, `35°41′N 139°39′E`, `11.0S 43.7W`.
 * Undefined for anything else, or outside of the ranges.
 */
export function parseCoordinates(text: string): Place | undefined {
	const first = readAngle(halfWidth(text));
	const second = first && readAngle(first.rest.replace(/^[,;/\s、，]+/, ""));
	if (!first || !second || second.rest.trim() !== "") return undefined;
	const swapped =
		/[EW東西]/i.test(first.letter) || /[NS北南]/i.test(second.letter);
	const [lat, lon] = swapped ? [second, first] : [first, second];
	if (/[EW東西]/i.test(lat.letter) || /[NS北南]/i.test(lon.letter))
		return undefined;
	if (Math.abs(lat.value) > 90 || Math.abs(lon.value) > 180) return undefined;
	return { lat: lat.value, lon: lon.value };
}

/** Japanese keyboards can write digits and signs as wide as kanji: U+FF01 to U+FF5E. */
function halfWidth(text: string): string {
	return text.replace(/[！-～]/g, (sign) =>
		String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
	);
}

function readAngle(
	text: string,
): { value: number; letter: string; rest: string } | undefined {
	const found = angle.exec(text);
	if (!found) return undefined;
	const [all, before = "", digits = "", minutes, seconds, after = ""] = found;
	const letter = before || after;
	const plain = Number(digits.replace("−", "-").replace(",", "."));
	const size =
		Math.abs(plain) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600;
	const isNegative =
		plain < 0 || Object.is(plain, -0) || /[SW南西]/i.test(letter);
	return {
		value: isNegative ? -size : size,
		letter,
		// In "S 11 W 43", the W belongs to the 43.
		rest: text.slice(before && after ? all.trimEnd().length - 1 : all.length),
	};
}
