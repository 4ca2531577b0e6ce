import type { ErrorCode } from "../../contract/errors.ts";

/**
 * A way to fail that the contract foresees. `contract/errors.ts` maps `code` to a
 * status; `message` is for the one who asked and names no service of ours.
 */
export class ReasoningError extends Error {
	readonly code: ErrorCode;
	/** When to ask again, seconds. */
	readonly retryAfter: number | undefined;

	constructor(
		code: ErrorCode,
		message: string,
		options: { retryAfter?: number | undefined; cause?: unknown } = {},
	) {
		super(message, { cause: options.cause });
		this.name = new.target.name;
		this.code = code;
		this.retryAfter = options.retryAfter;
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

/** Nobody published an observation of that place and day: no model is paid to explain it. */
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

/** Gemini answered, but with nothing that could be shown: blocked, empty, cut off, key refused, model gone. */
export class ModelRefused extends ReasoningError {
	constructor(cause?: unknown) {
		super("model_refused", "The model gave no usable answer.", { cause });
	}
}

/** A service behind the function is away. */
export class Unavailable extends ReasoningError {
	constructor(cause?: unknown, retryAfter = 5) {
		super(
			"unavailable",
			"A service behind this one is unavailable; ask again shortly.",
			{ retryAfter, cause },
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
