/** What the use case needs of the world; adapters/ has one file for each service. */
import type { ErrorCode } from "../../contract/errors.ts";
import type { Observation } from "../../contract/observation.ts";
import type { Question } from "../../contract/request.ts";

/** An answer as it is kept. */
export interface StoredAnswer {
	reasoning: string;
	/** ISO 8601, UTC. */
	cachedAt: string;
	/** What it explains; lat, lon and date are also what its key is made of. */
	observation: Question;
	model: string;
	/** Epoch seconds; DynamoDB deletes late, so the reader compares. */
	expires: number;
}

/** Somebody's right to ask the model about a place, while others wait. */
export interface Lease {
	owner: string;
	/** Epoch milliseconds. */
	until: number;
	/** Set by an owner that failed, for those who waited for it. */
	failure?: Failure;
}

export interface Failure {
	code: ErrorCode;
	/** Seconds. */
	retryAfter?: number | undefined;
}

/** What the table holds under a key: an answer, a lease to make one, or neither that can be read. */
export interface Entry {
	answer?: StoredAnswer;
	lease?: Lease;
	/** The adapter's own mark of what was read, for the condition of a write. */
	version: unknown;
}

/** Every method throws `Unavailable` when the table cannot be reached. */
export interface AnswerCache {
	read(
		key: string,
		options?: { consistent: boolean },
	): Promise<Entry | undefined>;
	/**
	 * Takes the lease in place of what was seen, and true; or false, because
	 * somebody holds one at `now` (epoch ms) or wrote something meanwhile.
	 */
	lease(
		key: string,
		lease: Lease,
		now: number,
		seen: Entry | undefined,
	): Promise<boolean>;
	/** Lets the next asker in at once, and tells those who wait why. */
	release(key: string, lease: Lease, failure: Failure): Promise<void>;
	save(key: string, answer: StoredAnswer): Promise<void>;
}

export interface PublishedObservations {
	/** The observation published for a place and a day; throws `Unavailable`. */
	find(
		place: Pick<Question, "lat" | "lon" | "date">,
	): Promise<Observation | undefined>;
}

export interface Parameters {
	geminiModel: string;
	cacheTtlDays: number;
	environment: string;
}

export interface ModelAnswer {
	text: string;
	model: string;
	tokensIn: number;
	tokensOut: number;
}

export interface ReasoningModel {
	/** Throws a `ReasoningError` when no usable answer comes before `deadline` (epoch ms). */
	explain(
		observation: Question | Observation,
		model: string,
		deadline: number,
	): Promise<ModelAnswer>;
}

/** What only a miss needs; loaded with the first one. */
export interface MissPorts {
	published: PublishedObservations;
	model: ReasoningModel;
	/** As they were last read, or declared when they never could be. */
	parameters(): Promise<Parameters>;
}

export type Step =
	| "cache"
	| "lease"
	| "wait"
	| "published"
	| "parameters"
	| "secret"
	| "model"
	| "save";

export type Metric =
	| "CacheHit"
	| "CacheMiss"
	| "Coalesced"
	| "ModelFallbacks"
	| "SaveErrors";

/** What one request tells about itself. */
export interface Telemetry {
	/** Runs a call outside, measured by name and traced when the request is sampled. */
	step<T>(name: Step, call: () => Promise<T>): Promise<T>;
	count(metric: Metric): void;
	/** One finished model call: how long it took, and why it failed if it did. */
	modelCall(milliseconds: number, failure?: string): void;
	/** Fields of the request's one log line. */
	note(fields: Record<string, string | number | boolean>): void;
	/** A failure that the answer does not show, with its cause. */
	warn(message: string, cause: unknown): Promise<void>;
}

export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	sleep(milliseconds: number): Promise<void>;
}
