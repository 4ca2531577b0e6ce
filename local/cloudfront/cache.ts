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

const maxEntries = 1_000;
const maxBytes = 256 * 1024 * 1024;

/** Forgets first what was not asked for the longest. */
export class EdgeCache {
	readonly #now: () => number;
	/** By key, what was asked for last at the end. */
	readonly #kept = new Map<string, Kept>();
	/** What the origins are being asked for, by key. */
	readonly #asked = new Map<string, Promise<Outcome>>();
	#bytes = 0;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** What is kept and fresh. */
	hit(key: string): Outcome | undefined {
		const kept = this.#kept.get(key);
		const now = this.#now();
		if (!kept || now >= kept.freshUntil) return undefined;
		this.#kept.delete(key);
		this.#kept.set(key, kept);
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
		// An origin in trouble does not take back what it gave:
		// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
		if (kept && kept.answer.status < 400 && fetched.status >= 500) {
			kept.freshUntil = freshUntil;
			return outcomeOf(kept.answer, "RefreshHit");
		}
		const answer = await source.prepare(fetched);
		const { etag, "last-modified": modified } = fetched.headers;
		const validators = {
			...(etag && { "if-none-match": etag }),
			...(modified && { "if-modified-since": modified }),
		};
		this.#forget(key);
		if (seconds > 0)
			this.#keep(key, { answer, validators, storedAt, freshUntil });
		return outcomeOf(answer, "Miss");
	}

	#keep(key: string, kept: Kept): void {
		this.#kept.set(key, kept);
		this.#bytes += kept.answer.body.length;
		for (const oldest of this.#kept.keys()) {
			if (this.#kept.size <= maxEntries && this.#bytes <= maxBytes) return;
			this.#forget(oldest);
		}
	}

	#forget(key: string): void {
		this.#bytes -= this.#kept.get(key)?.answer.body.length ?? 0;
		this.#kept.delete(key);
	}
}
