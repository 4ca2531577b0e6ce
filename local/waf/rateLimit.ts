/** The count behind a rate-based rule of a firewall. */

/** WAF looks at rates about every 10 s: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const step = 10_000;
/** https://docs.aws.amazon.com/waf/latest/developerguide/listing-managed-ips.html */
const maxAddresses = 10_000;

/** Counts a request, and says whether its address sent more than the limit in the window that ends now; those that are blocked count too. */
export function rateLimit(
	limit: number,
	windowSeconds: number,
): (address: string, now: number) => boolean {
	/** By address, the last seen at the end; then by step. */
	const addresses = new Map<string, Map<number, number>>();
	return (address, now) => {
		const current = Math.floor(now / step);
		const counts = addresses.get(address) ?? new Map<number, number>();
		addresses.delete(address);
		addresses.set(address, counts);
		const [oldest = ""] = addresses.keys();
		if (addresses.size > maxAddresses) addresses.delete(oldest);
		counts.set(current, (counts.get(current) ?? 0) + 1);
		let sum = 0;
		for (const [at, count] of counts)
			if (at <= current - (windowSeconds * 1000) / step) counts.delete(at);
			else sum += count;
		return sum > limit;
	};
}
