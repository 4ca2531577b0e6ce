/** The cache of the edge. */
import type { Response } from "../core/http.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

interface Cached {
	/** As viewers get it. */
	answer: Response;
	/** Epoch milliseconds. */
	storedAt: number;
	freshUntil: number;
}

/**
 * A cache without a limit: a key is a path for which an origin has an object.
 * @param now epoch milliseconds
 */
export function edgeCache(now: () => number) {
	/** By key. */
	const cached = new Map<string, Cached>();
	/** Requests that are on their way to an origin, by key. */
	const pending = new Map<string, Promise<Outcome>>();

	const hit = (key: string): Outcome | undefined => {
		const found = cached.get(key);
		if (!found || now() >= found.freshUntil) return undefined;
		const age = Math.floor((now() - found.storedAt) / 1000);
		return outcomeOf(found.answer, "Hit", age);
	};
	return {
		remove(isMeant: (key: string) => boolean): void {
			for (const key of cached.keys()) if (isMeant(key)) cached.delete(key);
		},

		/**
		 * Returns the cached answer or asks the origin once; concurrent requests
		 * share that answer.
		 * @param ask gives the answer and its lifetime in seconds
		 */
		async get(
			key: string,
			ask: () => Promise<{ answer: Response; seconds: number }>,
		): Promise<Outcome> {
			await pending.get(key);
			const found = hit(key);
			if (found) return found;
			const asking = ask().then(({ answer, seconds }) => {
				const storedAt = now();
				const freshUntil = storedAt + seconds * 1000;
				cached.set(key, { answer, storedAt, freshUntil });
				return outcomeOf(answer, "Miss");
			});
			pending.set(key, asking);
			return asking.finally(() => pending.delete(key));
		},
	};
}
