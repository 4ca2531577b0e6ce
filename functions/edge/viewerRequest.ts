// The CloudFront Function of the distribution. It runs for each request, before the
// cache. build/functions.ts makes a script without modules of it, so it imports only
// types, and uses only what cloudfront-js-2.0 supports:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

import type { ErrorBody } from "../../contract/errors.ts";

/** The valid paths, as a regular expression; the build sets it. */
declare const knownPath: string;

interface Header {
	value: string;
	multiValue?: { value: string }[];
}

interface ViewerRequestEvent {
	context: { requestId: string };
	request: {
		uri: string;
		headers: Record<string, Header | undefined>;
	};
}

type Request = ViewerRequestEvent["request"];

interface GeneratedResponse {
	statusCode: number;
	statusDescription: string;
	headers: Record<string, Header>;
	body: string;
}

export function handler(
	event: ViewerRequestEvent,
): Request | GeneratedResponse {
	const request = event.request;
	// CloudFront selects the origin by the normalized path, but sends it the original
	// one. Any other spelling of a path is refused.
	if (!new RegExp(knownPath).test(request.uri))
		return notFound(event.context.requestId);
	if (request.uri.startsWith("/api/")) return toApi(request);
	// The cache key contains the returned path, and so the encoding.
	if (request.uri.startsWith("/anomalies"))
		request.uri += suffixFor(request.headers["accept-encoding"]);
	return request;
}

function toApi(request: Request): Request {
	// The API has no prefix.
	request.uri = request.uri.slice(4);
	// A viewer must not choose its address in the log, nor whether X-Ray traces the request.
	delete request.headers["x-forwarded-for"];
	delete request.headers["x-amzn-trace-id"];
	return request;
}

function notFound(requestId: string): GeneratedResponse {
	const body: ErrorBody = {
		error: "not_found",
		message: "There is nothing at this path.",
		request_id: requestId,
	};
	return {
		statusCode: 404,
		statusDescription: "Not Found",
		headers: {
			"content-type": { value: "application/json" },
			"cache-control": { value: "no-store" },
		},
		body: JSON.stringify(body),
	};
}

/**
 * The suffix of a month's object (build/encodings.ts): the encoding with the highest
 * weight, Brotli before gzip. A client that names neither, or only `*`, may not be
 * able to decompress, so it receives the file as it is.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding
 */
function suffixFor(header: Header | undefined): string {
	const values = header ? (header.multiValue ?? [header]) : [];
	const accepted = values.map((one) => one.value).join(",");
	const br = weightOf("br", accepted);
	const gzip = weightOf("gzip", accepted);
	const identity = weightOf("identity", accepted);
	if (br > 0 && br >= gzip && br >= identity) return ".br";
	return gzip > 0 && gzip >= identity ? ".gz" : "";
}

function weightOf(encoding: string, accepted: string): number {
	const item = `(?:^|,)\\s*${encoding}\\s*(?:;\\s*q=([\\d.]+)\\s*)?(?:,|$)`;
	const found = new RegExp(item, "i").exec(accepted);
	return found ? Number(found[1] ?? 1) : 0;
}
