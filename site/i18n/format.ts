/** Formats numbers, places and days, with `Intl` where it can. */
import type { Place } from "../state/state.ts";
import type { Language } from "./catalogue.ts";

/** Makes each formatter once: making one takes a hundred times as long as using it. */
function once<Options, Formatter>(
	make: new (language: Language, options: Options) => Formatter,
): (language: Language, options: Options) => Formatter {
	const made = new Map<string, Formatter>();
	return (language, options) => {
		const key = `${language} ${JSON.stringify(options)}`;
		const known = made.get(key) ?? new make(language, options);
		made.set(key, known);
		return known;
	};
}

const days = once<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(
	Intl.DateTimeFormat,
);
const numbers = once<Intl.NumberFormatOptions, Intl.NumberFormat>(
	Intl.NumberFormat,
);
const names = once<Intl.DisplayNamesOptions, Intl.DisplayNames>(
	Intl.DisplayNames,
);

/** @param month `YYYYMM` */
export function monthName(
	month: string,
	length: "short" | "long",
	language: Language,
): string {
	// An address can name a month that does not exist.
	if (!/^\d{4}(0[1-9]|1[0-2])$/.test(month)) return month;
	const day = new Date(`${month.slice(0, 4)}-${month.slice(4)}-01`);
	return days(language, {
		month: length,
		...(length === "long" && { year: "numeric" }),
		timeZone: "UTC",
	}).format(day);
}

/** @param date `YYYY-MM-DD`, UTC */
export function dayName(date: string, language: Language): string {
	const day = new Date(date);
	if (Number.isNaN(day.getTime())) return date;
	return days(language, {
		dateStyle: "long",
		timeZone: "UTC",
	}).format(day);
}

export function coordinates({ lat, lon }: Place): string {
	return `${degrees(lat, "N", "S")} ${degrees(lon, "E", "W")}`;
}

function degrees(value: number, positive: string, negative: string): string {
	return `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;
}

/** For a search box or a URL; five decimals of a degree are a metre. */
export function plainCoordinates({ lat, lon }: Place): string {
	return `${Number(lat.toFixed(5))}, ${Number(lon.toFixed(5))}`;
}

export function fixed(value: number, digits = 2): string {
	return value.toFixed(digits).replace("-", "−");
}

export function signed(value: number): string {
	return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

export function whole(value: number, language: Language): string {
	const rounded = Math.round(value);
	// Making the first formatter takes several milliseconds, and these numbers need no separators.
	if (rounded >= 0 && rounded < 1000) return String(rounded);
	return numbers(language, { maximumFractionDigits: 0 }).format(rounded);
}

/** @param code ISO 3166-1 alpha-2 */
export function countryName(code: string, language: Language): string {
	return names(language, { type: "region" }).of(code) ?? code;
}

/** The language's own name of itself. */
export function languageName(language: Language): string {
	return names(language, { type: "language" }).of(language) ?? language;
}
