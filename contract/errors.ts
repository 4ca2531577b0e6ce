/** What is answered when something is wrong, by the function, the API or the firewall. */

/** What went wrong, for a program; `statuses` gives each its HTTP status. */
export type ErrorCode = keyof typeof statuses;

/** The body of every status but 200. */
export interface ErrorBody {
	error: ErrorCode;
	/** One sentence for a person. */
	message: string;
	/** Of a 400: each wrong field and the rule that it broke. */
	fields?: Record<string, string>;
	request_id: string;
}

/** The status of each error, whoever makes it: the function, the API or the firewall. */
export const statuses = {
	invalid_request: 400,
	forbidden: 403,
	not_found: 404,
	not_published: 404,
	too_many_requests: 429,
	internal: 500,
	model_refused: 502,
	unavailable: 503,
	/** The model is called for another asker of the same place. */
	in_progress: 503,
	out_of_time: 504,
} as const;
