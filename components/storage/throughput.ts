/** The table throughput that the API's throttle requires. */

export interface Throttle {
	/** Requests per second. */
	apiRateLimit: number;
	/** Requests at the same time, above the rate. */
	apiBurstLimit: number;
}

/** Write units of an answer of 4 KB with its metadata. */
const unitsOfAnswer = 5;
/** Read units of the same item, eventually consistent: two blocks of 4 KB at half a unit each. */
const unitsOfRead = 1;
/** Reads per request in one second: each request reads once, and at most half of them read again within the second. */
const readsOfRequest = 1.5;

/**
 * The lowest ceilings in request units per second. With lower ones, many questions
 * about one place would make the cache hits of all other visitors fail. In one
 * second the API admits burst plus rate, and each request may read and try to take
 * a lease. Answers are written at the rate at most.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function minThroughput({ apiRateLimit, apiBurstLimit }: Throttle) {
	const atOnce = apiRateLimit + apiBurstLimit;
	return {
		tableMaxReadUnits: Math.ceil(readsOfRequest * unitsOfRead * atOnce),
		tableMaxWriteUnits: atOnce + unitsOfAnswer * apiRateLimit,
	};
}
