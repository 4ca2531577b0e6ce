/** What the table must be able to serve when the API admits as much as it may. */

export interface Throttle {
	/** Requests a second. */
	apiRateLimit: number;
	/** Requests at once above the rate. */
	apiBurstLimit: number;
}

/** An answer of 4 KB and its metadata, written. */
const unitsOfAnswer = 5;
/** The same read, eventually consistent: two blocks of 4 KB at half a unit. Others read less. */
const unitsOfRead = 1;
/** A request reads once, and half of a crowd at the most looks again within the same second. */
const readsOfRequest = 1.5;

/**
 * The least ceilings, request units a second: below them, a crowd at one place
 * makes the hits of everybody else fail. In its first second the API admits
 * burst and rate together, all of which may read and try to take a lease; model
 * calls end, and answers are written, no faster than the rate lasts.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function leastThroughput({ apiRateLimit, apiBurstLimit }: Throttle) {
	const atOnce = apiRateLimit + apiBurstLimit;
	return {
		tableMaxReadUnits: Math.ceil(readsOfRequest * unitsOfRead * atOnce),
		tableMaxWriteUnits: atOnce + unitsOfAnswer * apiRateLimit,
	};
}
