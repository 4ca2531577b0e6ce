/** What the edge has for a viewer. */
import { type Response, response } from "../core/http.ts";

export interface Outcome {
	answer: Response;
	/** `Miss`, as in `x-cache: Miss from cloudfront`. */
	xCache: string;
	/** Seconds that the answer has been kept. */
	age?: number;
}

/** An origin's answer, kept or not. */
export function outcomeOf(
	answer: Response,
	xCache: string,
	age?: number,
): Outcome {
	return { answer, xCache: answer.status < 400 ? xCache : "Error", age };
}

/** An error in CloudFront's own words. */
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
