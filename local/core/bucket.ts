/** A limit of what may be done in a second. */
export interface Bucket {
	/** Tokens that are there now. */
	level(): number;
	/** There may be less than none afterwards. */
	spend(tokens: number): void;
}

/**
 * A bucket that is full at first.
 * @param rate new tokens in a second
 * @param burst tokens at the most
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
