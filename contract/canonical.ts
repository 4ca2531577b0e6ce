/**
 * The canonical form of a place and its numbers, for comparison, storage and keys.
 * The page, files and scripts may write them in different ways.
 */

/** DynamoDB has no number between this and 0: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const leastSize = 1e-130;

/** Returns 0 for -0, and for all numbers too small for the table. */
export function canonicalNumber(value: number): number {
	return Math.abs(value) < leastSize ? 0 : value;
}

/** 180 and -180 degrees are the same meridian, whose canonical form is -180. */
export function canonicalLongitude(degrees: number): number {
	return degrees === 180 ? -180 : canonicalNumber(degrees);
}

/** Returns a copy with canonical numbers and a canonical longitude `lon`. */
export function canonical<T extends { lon: number }>(values: T): T {
	const copy: Record<string, unknown> = { ...values };
	for (const name in copy) {
		const value = copy[name];
		if (typeof value === "number") copy[name] = canonicalNumber(value);
	}
	return { ...(copy as T), lon: canonicalLongitude(values.lon) };
}
