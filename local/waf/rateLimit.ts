/** The count behind a rate-based rule of a firewall. */

/** WAF looks at rates about every 10 s: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const step = 10_000;
/** https://docs.aws.amazon.com/waf/latest/developerguide/listing-managed-ips.html */
const maxAddresses = 10_000;

/** Requests of an address in the window that ends now, those that are blocked too. */
export class RateLimit {
	readonly #limit: number;
	/** In steps. */
	readonly #window: number;
	/** By address, the last seen at the end; then by step. */
	readonly #counts = new Map<string, Map<number, number>>();

	constructor(limit: number, windowSeconds: number) {
		this.#limit = limit;
		this.#window = (windowSeconds * 1000) / step;
	}

	/** Counts a request. */
	isExceeded(address: string, now: number): boolean {
		const current = Math.floor(now / step);
		const counts = this.#counts.get(address) ?? new Map<number, number>();
		this.#counts.delete(address);
		this.#counts.set(address, counts);
		for (const [oldest] of this.#counts)
			if (this.#counts.size > maxAddresses) this.#counts.delete(oldest);
			else break;
		counts.set(current, (counts.get(current) ?? 0) + 1);
		let sum = 0;
		for (const [at, count] of counts)
			if (at <= current - this.#window) counts.delete(at);
			else sum += count;
		return sum > this.#limit;
	}
}
