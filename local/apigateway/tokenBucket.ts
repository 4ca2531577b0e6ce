/** Epoch milliseconds. */
export type Clock = () => number;

/**
 * API Gateway's limiter: `burst` tokens at the most, `rate` new ones a second, one for each request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class TokenBucket {
	readonly #rate: number;
	readonly #burst: number;
	readonly #now: Clock;
	#tokens: number;
	#filledAt: number;

	constructor(rate: number, burst: number, now: Clock) {
		this.#rate = rate;
		this.#burst = burst;
		this.#now = now;
		this.#tokens = burst;
		this.#filledAt = now();
	}

	/** Whether there is a token; takes it. */
	take(): boolean {
		const now = this.#now();
		const grown = ((now - this.#filledAt) / 1000) * this.#rate;
		this.#tokens = Math.min(this.#burst, this.#tokens + grown);
		this.#filledAt = now;
		if (this.#tokens < 1) return false;
		this.#tokens--;
		return true;
	}
}

/** The bucket of declared limits; none where they are left out, or -1 as the provider writes it. */
export function bucketOf(
	rate: number | undefined,
	burst: number | undefined,
	now: Clock,
): TokenBucket | undefined {
	if (rate === undefined || burst === undefined) return undefined;
	return rate < 0 || burst < 0 ? undefined : new TokenBucket(rate, burst, now);
}
