/** A token bucket, which limits a rate. */
export interface Bucket {
	/** The number of tokens now. */
	level(): number;
	/** The level may fall below zero. */
	spend(tokens: number): void;
}

/**
 * A bucket that begins full.
 * @param rate new tokens per second
 * @param burst the largest number of tokens
 * @param now epoch milliseconds
 */
export function bucketOf(
	rate: number,
	burst: number,
	now: () => number,
): Bucket {
	let tokens = burst;
	let filledAt = now();
	return {
		level() {
			const time = now();
			tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * rate);
			filledAt = time;
			return tokens;
		},
		spend(count) {
			tokens -= count;
		},
	};
}
