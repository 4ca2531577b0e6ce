/**
 * API Gateway's limiter: `burst` tokens at the most, `rate` new ones a second, one for each request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class TokenBucket {
	readonly #rate: number;
	readonly #burst: number;
	#tokens: number;
	#filledAt: number;

	constructor(rate: number, burst: number, now = Date.now()) {
		this.#rate = rate;
		this.#burst = burst;
		this.#tokens = burst;
		this.#filledAt = now;
	}

	/** Whether there is a token; takes it. */
	take(now = Date.now()): boolean {
		const grown = ((now - this.#filledAt) / 1000) * this.#rate;
		this.#tokens = Math.min(this.#burst, this.#tokens + grown);
		this.#filledAt = now;
		if (this.#tokens < 1) return false;
		this.#tokens--;
		return true;
	}
}
