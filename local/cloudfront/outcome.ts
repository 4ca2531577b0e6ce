/** An answer to a viewer, and where it comes from. */
import { type Response, response } from "../core/http.ts";

export interface Outcome {
	answer: Response;
	/** `Miss`, as in `x-cache: Miss from cloudfront`. */
	xCache: string;
	/** Seconds since the answer was cached. */
	age?: number;
}

/** An answer of an origin or of the cache. */
export function outcomeOf(
	answer: Response,
	xCache: string,
	age?: number,
): Outcome {
	return { answer, xCache: answer.status < 400 ? xCache : "Error", age };
}

/** CloudFront's own error page. */
export function errorPage(
	status: number,
	reason: string,
	xCache = "Error",
): Outcome {
	const html = `<!DOCTYPE html><title>ERROR: The request could not be satisfied</title>
<h1>${status} ERROR</h1><h2>The request could not be satisfied.</h2><p>${reason}</p>
`;
	return {
		answer: response(status, { "content-type": "text/html" }, html),
		xCache,
	};
}
