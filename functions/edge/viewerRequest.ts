// The CloudFront Function of the distribution, run for each request before the
// cache. It becomes a script without modules (build/functions.ts), so it imports
// nothing but types and knows only what cloudfront-js-2.0 knows:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

import type { ErrorBody } from "../../contract/errors.ts";

/** The paths that there are, as a regular expression; set when it is built. */
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
	// CloudFront chooses the origin by the normalised path, and sends it the one
	// that came: what is written in another way than these goes nowhere.
	if (!new RegExp(knownPath).test(request.uri))
		return notFound(event.context.requestId);
	if (request.uri.startsWith("/api/")) return toApi(request);
	// The cache key has the path that is returned, and so the encoding.
	if (request.uri.startsWith("/anomalies"))
		request.uri += suffixFor(request.headers["accept-encoding"]);
	return request;
}

function toApi(request: Request): Request {
	// The API does not know under which path of the site it is.
	request.uri = request.uri.slice(4);
	// A viewer says neither where it is nor whether its request is traced.
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
 * Which of a month's objects (build/encodings.ts) a client gets: the encoding
 * that it weighs most, Brotli before gzip. One that names neither, or nothing
 * but `*`, may not be able to unpack: it gets the file as it is.
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
