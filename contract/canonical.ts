/**
 * The one form in which a place and its numbers are compared, kept and made a
 * key of, whoever wrote them: the page, a file, a script in any language.
 */

/** DynamoDB holds no number between this and 0: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const leastSize = 1e-130;

/** -0, and whatever the table could not tell from it, is 0. */
export function canonicalNumber(value: number): number {
	return Math.abs(value) < leastSize ? 0 : value;
}

/** 180 and -180 degrees are one meridian, which is written -180 here. */
export function canonicalLongitude(degrees: number): number {
	return degrees === 180 ? -180 : canonicalNumber(degrees);
}

/** A copy whose numbers, and the longitude `lon` among them, are in their one form. */
export function canonical<T extends { lon: number }>(values: T): T {
	const copy: Record<string, unknown> = { ...values };
	for (const name in copy) {
		const value = copy[name];
		if (typeof value === "number") copy[name] = canonicalNumber(value);
	}
	return { ...(copy as T), lon: canonicalLongitude(values.lon) };
}
