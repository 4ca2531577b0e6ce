/** What the edge keeps. */
import type { Headers, Response } from "../core/http.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

interface Kept {
	/** As viewers get it. */
	answer: Response;
	/** Headers that ask the origin whether it has changed. */
	validators: Headers;
	/** Epoch milliseconds. */
	storedAt: number;
	freshUntil: number;
}

/** How an object is had of its origin. */
export interface Source {
	/** @param validators headers that make the request conditional */
	fetch(validators: Headers): Promise<Response>;
	/** Makes of the origin's answer what viewers get. */
	prepare(answer: Response): Promise<Response>;
	/** Seconds that an answer is kept; 0 when it is not. */
	lifetime(answer: Response): number;
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

	/** What is kept and fresh. */
	hit(key: string): Outcome | undefined {
		const kept = this.#kept.get(key);
		const now = this.#now();
		if (!kept || now >= kept.freshUntil) return undefined;
		const age = Math.floor((now - kept.storedAt) / 1000);
		return outcomeOf(kept.answer, "Hit", age);
	}

	/** Asks for what is not; who wants the same meanwhile waits for that answer. */
	async miss(key: string, source: Source): Promise<Outcome> {
		if (this.#asked.has(key)) {
			await this.#asked.get(key);
			const hit = this.hit(key);
			if (hit) return hit;
		}
		const asking = this.#ask(key, source);
		this.#asked.set(key, asking);
		return asking.finally(() => this.#asked.delete(key));
	}

	async #ask(key: string, source: Source): Promise<Outcome> {
		const kept = this.#kept.get(key);
		const fetched = await source.fetch(kept?.validators ?? {});
		const isSame = fetched.status === 304;
		const seconds = source.lifetime(kept && isSame ? kept.answer : fetched);
		const storedAt = this.#now();
		const freshUntil = storedAt + seconds * 1000;
		if (kept && isSame) {
			Object.assign(kept, { storedAt, freshUntil });
			return outcomeOf(kept.answer, "RefreshHit");
		}
		const answer = await source.prepare(fetched);
		const { etag, "last-modified": modified } = fetched.headers;
		const validators = {
			...(etag && { "if-none-match": etag }),
			...(modified && { "if-modified-since": modified }),
		};
		this.#kept.delete(key);
		if (seconds > 0)
			this.#kept.set(key, { answer, validators, storedAt, freshUntil });
		return outcomeOf(answer, "Miss");
	}
}
