/** The error answers of the function, the API and the firewall. */

/** Machine-readable error code; `statuses` has the HTTP status of each. */
export type ErrorCode = keyof typeof statuses;

/** The body of every status except 200. */
export interface ErrorBody {
	error: ErrorCode;
	/** One sentence for a person. */
	message: string;
	/** For a 400: each invalid field, and its rule. */
	fields?: Record<string, string>;
	request_id: string;
}

/** The HTTP status of each error. */
export const statuses = {
	invalid_request: 400,
	forbidden: 403,
	not_found: 404,
	not_published: 404,
	too_many_requests: 429,
	internal: 500,
	model_refused: 502,
	unavailable: 503,
	/** The model is being called for another request about the same place. */
	in_progress: 503,
	out_of_time: 504,
} as const;
