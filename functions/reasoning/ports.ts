/** What the use case needs from outside; adapters/ has one file for each service. */
import type { ErrorCode } from "../../contract/errors.ts";
import type { Language } from "../../contract/fields.ts";
import type { Observation } from "../../contract/observation.ts";
import type { Observed } from "../../contract/request.ts";

/** An answer as it is stored. */
export interface StoredAnswer {
	reasoning: string;
	/** ISO 8601, UTC. */
	cachedAt: string;
	/** What it explains; lat, lon and date are also what its key is made of. */
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
	/** Until then it is the answer, epoch milliseconds. */
	until: number;
	/** Refusals in a row, this one included if it is one. */
	refusals: number;
	/** Hash of what was asked and of whom; a failure of anything else is no answer. Absent: of whatever is asked. */
	subject?: string;
}

/** What the table holds under a key. */
export interface Entry {
	answer?: StoredAnswer;
	lease?: Lease;
	/** The last one. While there is a lease, it tells its owner how many came before. */
	failure?: Failure;
	/** The adapter's own mark of what was read, for the condition of a write. */
	version: unknown;
}

/** Every method throws `Unavailable` when the table cannot be reached. */
export interface AnswerCache {
	/** An eventually consistent read: what was just written may be missing. */
	read(key: string): Promise<Entry | undefined>;
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
	/** Replaces the lease by the reason why there is no answer. */
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
	/** Whether the place was refused before: it is not asked twice then. */
	refusedBefore: boolean;
}

export interface ReasoningModel {
	/** Throws a `ReasoningError` when no usable answer comes before the deadline. */
	explain(explanation: Explanation): Promise<ModelAnswer>;
	/** Names the models and the version of the key that are asked, without the key; throws `Unavailable`. */
	describe(model: string): Promise<string>;
}

/** What only a miss needs; loaded with the first one. */
export interface MissDependencies {
	published: PublishedObservations;
	model: ReasoningModel;
	/** As they were last read, or declared when they never could be. */
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

/** What one request tells about itself. */
export interface Telemetry {
	/** Makes a call to another service, measured by name and traced when the request is sampled. */
	span<T>(name: Span, call: () => Promise<T>): Promise<T>;
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
