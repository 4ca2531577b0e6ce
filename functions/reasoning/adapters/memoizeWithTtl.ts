/**
 * Loads a value when it is first needed and again when it has expired;
 * concurrent callers share one call. When a later call fails, it returns the old
 * value.
 * @param lifetime milliseconds
 */
export function memoizeWithTtl<T>(load: () => Promise<T>, lifetime: number) {
	let value: Promise<T> | undefined;
	let validUntil = 0;
	return ({ refresh } = { refresh: false }): Promise<T> => {
		if (value && !refresh && Date.now() < validUntil) return value;
		const old = value;
		validUntil = Date.now() + lifetime;
		value = load().catch((error) => {
			value = old;
			if (old) return old;
			throw error;
		});
		return value;
	};
}
