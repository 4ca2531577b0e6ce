/**
 * The rules that a field keeps to, here and in every document of the contract.
 *
 * `zod/mini` and not `zod`: the same schemas, but 3 ms of a cold start where
 * the full package costs 8 (bundled and minified).
 *
 * Every number has a range. DynamoDB holds sizes up to 9.9e125; these ranges
 * are far inside of that, and far outside of what is physical.
 */
import * as z from "zod/mini";

/** Concentrations and their differences: air of 1 % CO2 has 10,000 ppm. */
const maxPpm = 10_000;

/** A number of the range that says what it is of, as its documentation and its error. */
export function number(least: number, most: number, what: string) {
	const rule = `must be a number from ${least} to ${most} (${what})`;
	return z
		.number({ error: rule })
		.check(z.describe(rule), z.gte(least, rule), z.lte(most, rule));
}

export function degrees(limit: number, towards: string) {
	return number(-limit, limit, `degrees ${towards}`);
}

/** A concentration, or a spread of concentrations. */
export function ppm(what: string) {
	return number(0, maxPpm, `${what}, ppm`);
}

/** A difference of concentrations. */
export function ppmDifference(what: string) {
	return number(-maxPpm, maxPpm, `${what}, ppm`);
}

export function zscore() {
	return number(-10_000, 10_000, "standard deviations above the baseline");
}

/** Languages of an answer. */
export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];

export function isCalendarDay(text: string): boolean {
	const day = new Date(text);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

export const dayRule = "must be a day as YYYY-MM-DD (UTC)";
export const severities = ["low", "medium", "high", "unknown"] as const;
export const severityRule = `must be one of ${severities.join(", ")}`;
/** Pure, so that a bundle that only names the severities goes without zod. */
export const severity = /* @__PURE__ */ z.enum(severities, {
	error: severityRule,
});
