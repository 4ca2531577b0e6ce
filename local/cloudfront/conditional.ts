/** Conditional and range requests, answered from a whole object. */
import fresh from "fresh";
import parseRange from "range-parser";
import { header, type Request, type Response } from "../core/http.ts";

/**
 * Of several ranges the viewer gets the whole, as the protocol allows; from
 * CloudFront it would get them as multipart/byteranges.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RangeGETs.html
 */
export function conditional(request: Request, answer: Response): Response {
	if (answer.status !== 200) return answer;
	const {
		"if-none-match": noneMatch,
		"if-modified-since": since,
		"if-range": onlyIf,
		range,
	} = request.headers;
	const etag = header(answer, "etag");
	const modified = header(answer, "last-modified");
	// The request's Cache-Control is not among them: CloudFront does not heed it.
	const isUnchanged =
		(noneMatch || since) &&
		fresh(
			{ "if-none-match": noneMatch?.[0], "if-modified-since": since?.[0] },
			{ etag, "last-modified": modified },
		);
	if (isUnchanged) {
		const {
			"content-encoding": _,
			"content-type": __,
			...headers
		} = answer.headers;
		return { status: 304, headers, body: Buffer.alloc(0) };
	}
	if (!range?.[0] || request.method !== "GET") return answer;
	// A weak ETag says nothing of bytes: https://www.rfc-editor.org/rfc/rfc9110#name-if-range
	const isThat = onlyIf?.[0] === etag || onlyIf?.[0] === modified;
	const isOther = onlyIf && (onlyIf[0]?.startsWith("W/") || !isThat);
	return isOther ? answer : part(answer, range[0]);
}

function part({ headers, body, ...answer }: Response, range: string): Response {
	const { length } = body;
	const ranges = parseRange(length, range);
	if (ranges === -1) {
		const none = { "content-range": [`bytes */${length}`] };
		return { status: 416, headers: none, body: Buffer.alloc(0) };
	}
	const [only, ...more] = ranges === -2 ? [] : ranges;
	if (!only || more.length > 0 || !range.startsWith("bytes="))
		return { ...answer, headers, body };
	const { start, end } = only;
	const given = { "content-range": [`bytes ${start}-${end}/${length}`] };
	return {
		status: 206,
		headers: { ...headers, ...given },
		body: body.subarray(start, end + 1),
	};
}
