/**
 * The rules that a field keeps to, here and in every document of the contract.
 *
 * `zod/mini` and not `zod`: the same schemas, but 3 ms of a cold start where
 * the full package costs 8 (bundled and minified).
 */
import * as z from "zod/mini";

/** A number that keeps to `rule`, which is its documentation and its error. */
export function number(rule: string, ...range: z.core.$ZodCheck<number>[]) {
	return z.number({ error: rule }).check(z.describe(rule), ...range);
}

export function degrees(limit: number, towards: string) {
	const rule = `must be a number from -${limit} to ${limit} (degrees ${towards})`;
	return number(rule, z.gte(-limit, rule), z.lte(limit, rule));
}

export function ppm(what: string) {
	const rule = `must be a number of 0 or more (${what}, ppm)`;
	return number(rule, z.gte(0, rule));
}

export function isCalendarDay(text: string): boolean {
	const day = new Date(text);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

export const dayRule = "must be a day as YYYY-MM-DD (UTC)";
export const severities = ["low", "medium", "high", "unknown"] as const;
export const severityRule = `must be one of ${severities.join(", ")}`;
export const severity = z.enum(severities, { error: severityRule });
