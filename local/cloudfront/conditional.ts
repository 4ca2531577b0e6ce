/** Conditional and range requests, answered from a whole response. */
import { header, type Request, type Response } from "../http.ts";

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests */
export function conditional(request: Request, answer: Response): Response {
	if (answer.status !== 200 || !["GET", "HEAD"].includes(request.method))
		return answer;
	if (isUnchanged(request, answer)) {
		const { "content-encoding": _, ...headers } = answer.headers;
		return { status: 304, headers, body: Buffer.alloc(0) };
	}
	return answer;
}

function isUnchanged(request: Request, answer: Response): boolean {
	const etag = header(answer, "etag")?.replace(/^W\//, "");
	const known = header(request, "if-none-match");
	if (known !== undefined)
		return known
			.split(",")
			.map((one) => one.trim().replace(/^W\//, ""))
			.some((one) => one === "*" || one === etag);
	const since = Date.parse(header(request, "if-modified-since") ?? "");
	const modified = Date.parse(header(answer, "last-modified") ?? "");
	return modified <= since;
}
