/** What the edge keeps. */
import type { Response } from "../core/http.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

interface Kept {
	/** As viewers get it. */
	answer: Response;
	/** Epoch milliseconds. */
	storedAt: number;
	freshUntil: number;
}

/** Has no limit: a key is a path that an origin has something at. */
export class EdgeCache {
	readonly #now: () => number;
	/** By key. */
	readonly #kept = new Map<string, Kept>();
	/** What the origins are being asked for, by key. */
	readonly #asked = new Map<string, Promise<Outcome>>();

	constructor(now: () => number) {
		this.#now = now;
	}

	/** @param isMeant whether what is kept under a key is to be forgotten */
	forget(isMeant: (key: string) => boolean): void {
		for (const key of this.#kept.keys())
			if (isMeant(key)) this.#kept.delete(key);
	}

	/** What is kept and fresh. */
	hit(key: string): Outcome | undefined {
		const kept = this.#kept.get(key);
		const now = this.#now();
		if (!kept || now >= kept.freshUntil) return undefined;
		const age = Math.floor((now - kept.storedAt) / 1000);
		return outcomeOf(kept.answer, "Hit", age);
	}

	/**
	 * Asks for what is not; who wants the same meanwhile waits for that answer.
	 * @param ask gives the answer and the seconds for which it is kept
	 */
	async miss(
		key: string,
		ask: () => Promise<{ answer: Response; seconds: number }>,
	): Promise<Outcome> {
		if (this.#asked.has(key)) {
			await this.#asked.get(key);
			const hit = this.hit(key);
			if (hit) return hit;
		}
		const asking = ask().then(({ answer, seconds }) => {
			const storedAt = this.#now();
			const freshUntil = storedAt + seconds * 1000;
			this.#kept.set(key, { answer, storedAt, freshUntil });
			return outcomeOf(answer, "Miss");
		});
		this.#asked.set(key, asking);
		return asking.finally(() => this.#asked.delete(key));
	}
}
