import type { ErrorCode } from "../../contract/errors.ts";

/**
 * An error of the contract. `contract/errors.ts` maps `code` to a status;
 * `message` is for the client and names no AWS service.
 */
export class ReasoningError extends Error {
	readonly code: ErrorCode;
	/** When to ask again, seconds. */
	readonly retryAfter: number | undefined;
	/** More specific than the code, for the operator. */
	readonly reason: string;

	constructor(
		code: ErrorCode,
		message: string,
		options: {
			retryAfter?: number | undefined;
			reason?: string;
			cause?: unknown;
		} = {},
	) {
		super(message, { cause: options.cause });
		this.name = new.target.name;
		this.code = code;
		this.retryAfter = options.retryAfter;
		this.reason = options.reason ?? code;
	}
}

/** The body is not a question; `fields` names each wrong field and its rule. */
export class InvalidQuestion extends ReasoningError {
	readonly fields: Record<string, string> | undefined;

	constructor(message: string, fields?: Record<string, string>) {
		super("invalid_request", message);
		this.fields = fields;
	}
}

export class NotFound extends ReasoningError {
	constructor() {
		super("not_found", "There is nothing at this path.");
	}
}

/** No observation is published for the place and day, so the model is not called. */
export class NotPublished extends ReasoningError {
	constructor() {
		super(
			"not_published",
			"No anomaly is published for this place and day; take lat, lon and date from a month's file.",
		);
	}
}

/** Gemini's quota is used up. */
export class ModelBusy extends ReasoningError {
	constructor(retryAfter: number, cause?: unknown) {
		super(
			"too_many_requests",
			"The model's quota is used up for the moment; ask again later.",
			{ retryAfter, cause },
		);
	}
}

/** Gemini gave no usable answer: blocked, empty, cut off, too long, key refused or model missing. */
export class ModelRefused extends ReasoningError {
	/** @param retryAfter seconds; undefined when it depends on how often the place was refused */
	constructor(
		reason: string,
		options: { retryAfter?: number | undefined; cause?: unknown } = {},
	) {
		const { retryAfter } = options;
		const again = retryAfter ? `; ask again in ${inWords(retryAfter)}` : "";
		super("model_refused", `The model gave no usable answer${again}.`, {
			...options,
			reason,
		});
	}
}

function inWords(seconds: number): string {
	if (seconds < 120) return `${Math.ceil(seconds)} s`;
	if (seconds < 7200) return `${Math.ceil(seconds / 60)} minutes`;
	return `${Math.ceil(seconds / 3600)} hours`;
}

/** A service behind the function cannot be reached. */
export class Unavailable extends ReasoningError {
	constructor(cause?: unknown, retryAfter = 5) {
		super(
			"unavailable",
			"A service behind this one is unavailable; ask again shortly.",
			{ retryAfter, cause },
		);
	}
}

/** Another request already calls the model about the same place. */
export class InProgress extends ReasoningError {
	/** @param retryAfter seconds */
	constructor(retryAfter: number) {
		super(
			"in_progress",
			"Somebody else has just asked about this place; ask again in a moment for the same answer.",
			{ retryAfter },
		);
	}
}

/** The time budget of the request is used up. */
export class OutOfTime extends ReasoningError {
	constructor(cause?: unknown) {
		super(
			"out_of_time",
			"No answer came in time; it may be there when you ask again.",
			{ cause },
		);
	}
}
