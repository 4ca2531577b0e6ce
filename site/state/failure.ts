/** Why a request failed, as the kinds that the catalogue has texts for. */
import { LoadError, type Problem } from "../months/index.ts";

export type Failure =
	/** No connection to the site. */
	| { kind: "unreachable" }
	/** The page's own time limit was reached. */
	| { kind: "slow" }
	/** The response cannot be read. */
	| {
			kind: "unreadable";
			/** What is wrong, if that is known. */
			problem?: Problem | undefined;
	  }
	/** An HTTP status of the API, or of a server or proxy in front of it. */
	| {
			kind: "status";
			status: number;
			/** Seconds to wait, if the response states it. */
			retryAfter: number | undefined;
			requestId: string | undefined;
			/** The function is answering the same question for another visitor. */
			isInProgress: boolean;
	  };

/** Carries a failure through promises. */
export class Failed extends Error {
	readonly failure: Failure;

	constructor(failure: Failure) {
		super(failure.kind);
		this.name = "Failed";
		this.failure = failure;
	}
}

/** The failure that an error stands for; an unexpected error is also logged to the console. */
export function failureOf(error: unknown): Failure {
	if (error instanceof Failed) return error.failure;
	if (error instanceof LoadError) return ofLoad(error);
	// What fetch throws when there is no answer: https://fetch.spec.whatwg.org/#fetch-method
	if (error instanceof TypeError && /fetch|network|load/i.test(error.message))
		return { kind: "unreachable" };
	console.error(error);
	return { kind: "unreadable" };
}

function ofLoad({ kind, status, problem }: LoadError): Failure {
	if (kind === "offline") return { kind: "unreachable" };
	if (kind === "broken" || status === undefined)
		return { kind: "unreadable", problem };
	return {
		kind: "status",
		status,
		retryAfter: undefined,
		requestId: undefined,
		isInProgress: false,
	};
}
