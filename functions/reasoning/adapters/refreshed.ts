/**
 * A value that is loaded when it is first wanted and again when it has grown
 * old; all who want it meanwhile share one call. When a later call fails, the
 * old value serves on.
 * @param lifetime milliseconds
 */
export function refreshed<T>(load: () => Promise<T>, lifetime: number) {
	let value: Promise<T> | undefined;
	let goodUntil = 0;
	return ({ refresh } = { refresh: false }): Promise<T> => {
		if (value && !refresh && Date.now() < goodUntil) return value;
		const old = value;
		goodUntil = Date.now() + lifetime;
		value = load().catch((error) => {
			value = old;
			if (old) return old;
			throw error;
		});
		return value;
	};
}
