/** Conditional and range requests. */
import fresh from "fresh";
import parseRange from "range-parser";
import { header, type Request, type Response, response } from "../core/http.ts";

/**
 * Answers a conditional or range request from the whole object. A page reads
 * parts of a large file by ranges.
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
	// CloudFront ignores the request's Cache-Control.
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
	// The client must not join bytes of two versions. A weak ETag does not prove
	// equal bytes: https://www.rfc-editor.org/rfc/rfc9110#name-if-range
	if (onlyIf && (onlyIf[0] !== etag || etag?.startsWith("W/"))) return answer;
	const none = { "content-range": `bytes */${answer.body.length}` };
	return part(answer, range[0]) ?? response(416, none);
}

/**
 * The part of an object that a `Range` header names; the whole object for
 * several ranges or another unit; undefined for a range beyond the end.
 */
function part(whole: Response, range: string): Response | undefined {
	const { length } = whole.body;
	const ranges = parseRange(length, range);
	if (ranges === -1) return undefined;
	const [only, ...more] = ranges === -2 ? [] : ranges;
	if (!only || more.length > 0 || !range.startsWith("bytes=")) return whole;
	const { start, end } = only;
	return {
		status: 206,
		headers: {
			...whole.headers,
			"content-range": [`bytes ${start}-${end}/${length}`],
		},
		body: whole.body.subarray(start, end + 1),
	};
}
