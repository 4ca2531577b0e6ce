/** Why something could not be had, in the terms that the catalogue has words for. */
import { LoadError } from "../months/index.ts";

export type Failure =
	/** No connection, or none to the site. */
	| { kind: "unreachable" }
	/** The page's own limit of time ran out. */
	| { kind: "slow" }
	/** What came cannot be read. */
	| { kind: "unreadable" }
	/** A status of the contract, or of whoever is on the way. */
	| {
			kind: "status";
			status: number;
			/** Seconds to wait, where the site says so. */
			retryAfter: number | undefined;
			requestId: string | undefined;
			/** The same question of another visitor is being answered. */
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

/** The failure that an error stands for; what nobody foresaw is told on the console. */
export function failureOf(error: unknown): Failure {
	if (error instanceof Failed) return error.failure;
	if (error instanceof LoadError) return ofLoad(error);
	// What fetch throws when there is no answer: https://fetch.spec.whatwg.org/#fetch-method
	if (error instanceof TypeError && /fetch|network|load/i.test(error.message))
		return { kind: "unreachable" };
	console.error(error);
	return { kind: "unreadable" };
}

function ofLoad({ kind, status }: LoadError): Failure {
	if (kind === "offline") return { kind: "unreachable" };
	if (kind === "broken" || status === undefined) return { kind: "unreadable" };
	return {
		kind: "status",
		status,
		retryAfter: undefined,
		requestId: undefined,
		isInProgress: false,
	};
}
