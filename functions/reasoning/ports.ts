/** What the use case needs from outside; adapters/ has one file for each service. */
import type { ErrorCode } from "../../contract/errors.ts";
import type { Language } from "../../contract/languages.ts";
import type { Observation } from "../../contract/observation.ts";
import type { Observed } from "../../contract/request.ts";

/** An answer as it is stored. */
export interface StoredAnswer {
	reasoning: string;
	/** ISO 8601, UTC. */
	cachedAt: string;
	/** The observation that it explains; lat, lon and date also form its key. */
	observation: Observed;
	language: Language;
	model: string;
	/** Epoch seconds; DynamoDB deletes late, so the reader compares. */
	expires: number;
}

/** The right of one request to call the model about a place, while others wait. */
export interface Lease {
	owner: string;
	/** Epoch milliseconds. */
	until: number;
}

/** A model call that gave no answer, stored so that asking again does not cost another call. */
export interface Failure {
	code: ErrorCode;
	/** For the operator, as `blocked`. */
	reason: string;
	/** Requests get this failure until then, epoch milliseconds. */
	until: number;
	/** Consecutive refusals of the model, including this failure if it is one; other failures do not change it. */
	refusals: number;
	/** Hash of the observation, language, models and key that the failure applies to; to all when absent. */
	subject?: string;
}

/** What the table holds under a key. */
export interface Entry {
	answer?: StoredAnswer;
	lease?: Lease;
	/** The last failure; a lease keeps it for the number of refusals. */
	failure?: Failure;
	/** Identifies what was read in the condition of a write; only the adapter knows its form. */
	version: unknown;
}

/** Every method throws `Unavailable` when the table cannot be reached. */
export interface AnswerCache {
	/** An eventually consistent read: a recent write may be missing. */
	read(key: string): Promise<Entry | undefined>;
	/**
	 * Replaces what was seen with the lease and returns true. Returns false when
	 * another lease is valid at `now` (epoch milliseconds) or the item has changed.
	 */
	lease(
		key: string,
		lease: Lease,
		now: number,
		seen: Entry | undefined,
	): Promise<boolean>;
	/** Replaces the lease with the failure. */
	fail(key: string, lease: Lease, failure: Failure): Promise<void>;
	save(key: string, answer: StoredAnswer): Promise<void>;
}

export interface PublishedObservations {
	/** The observation published for a place and a day; throws `Unavailable`. */
	find(
		place: Pick<Observed, "lat" | "lon" | "date">,
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

export interface Explanation {
	observation: Observed | Observation;
	language: Language;
	model: string;
	/** Epoch milliseconds. */
	deadline: number;
	/** Whether the model refused this place before; another empty answer is then not retried. */
	refusedBefore: boolean;
}

export interface ReasoningModel {
	/** Throws a `ReasoningError` when no usable answer comes before the deadline. */
	explain(explanation: Explanation): Promise<ModelAnswer>;
	/** Names the models and the version of the key that are asked, without the key; throws `Unavailable`. */
	describe(model: string): Promise<string>;
}

/** Dependencies of a cache miss; loaded at the first one. */
export interface MissDependencies {
	published: PublishedObservations;
	model: ReasoningModel;
	/** The last values read, or the declared ones when no read succeeded. */
	parameters(): Promise<Parameters>;
}

export type Span =
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

/** Logs, metrics and traces of one request. */
export interface Telemetry {
	/** Calls another service; measures the call, and traces it when the request is sampled. */
	span<T>(name: Span, call: () => Promise<T>): Promise<T>;
	count(metric: Metric): void;
	/** Records a finished model call: its duration and, if it failed, the reason. */
	modelCall(milliseconds: number, failure?: string): void;
	/** Fields of the request's one log line. */
	note(fields: Record<string, string | number | boolean>): void;
	/** Logs a failure that the response does not show, with its cause. */
	warn(message: string, cause: unknown): Promise<void>;
}

export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	sleep(milliseconds: number): Promise<void>;
}
