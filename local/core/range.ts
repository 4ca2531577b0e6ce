/** One range of bytes. */
import parseRange from "range-parser";
import type { Response } from "./http.ts";

/**
 * The part of a whole answer that a `Range` header asks for; the whole for
 * several ranges, and for what is no range of bytes; undefined when nothing of
 * the body is in the range.
 */
export function part(whole: Response, range: string): Response | undefined {
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
