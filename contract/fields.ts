/**
 * The rules of the fields in all documents of the contract.
 *
 * `zod/mini` in place of `zod`: the same schemas take 3 ms of a cold start, and 8 ms
 * with the full package (bundled and minified).
 *
 * Every number has a range. The ranges are far below DynamoDB's limit of 9.9e125, and
 * far beyond physical values.
 */
import * as z from "zod/mini";

/** Concentrations and their differences: air of 1 % CO2 has 10,000 ppm. */
const maxPpm = 10_000;

/** A number in a range. Its description is both documentation and error message. */
export function number(least: number, most: number, what: string) {
	const rule = `must be a number from ${least} to ${most} (${what})`;
	return z
		.number({ error: rule })
		.check(z.describe(rule), z.gte(least, rule), z.lte(most, rule));
}

export function degrees(limit: number, towards: string) {
	return number(-limit, limit, `degrees ${towards}`);
}

/** A concentration, or a standard deviation of concentrations. */
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

export function isCalendarDay(text: string): boolean {
	const day = new Date(text);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

export const dayRule = "must be a day as YYYY-MM-DD (UTC)";
export const severities = ["low", "medium", "high", "unknown"] as const;
export const severityRule = `must be one of ${severities.join(", ")}`;

export function severity() {
	return z.enum(severities, { error: severityRule });
}
