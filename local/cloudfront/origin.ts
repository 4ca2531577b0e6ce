/** What of a viewer's request reaches the origin, and what CloudFront adds to it. */
import type { Headers, Request } from "../core/http.ts";
import type { Behavior } from "./behaviors.ts";

/** One of CloudFront's: the origin sees no viewer's. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html */
const edgeAddress = "130.176.0.1";

/**
 * Removed whatever a policy says; cookies have their own part of a policy.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior
 */
const removed =
	/^(connection|cookie|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|x-amz-cf-.*|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

/** The edge answers these itself, from the whole object. */
const conditions = /^(if-.*|range)$/;

/** A request on its way to its origin. */
export interface Passage {
	request: Request;
	behavior: Behavior;
	/** `x-amz-cf-id` */
	id: string;
	via: string;
	/** What the viewer takes of the cache policy's encodings, or `identity`. */
	encodings: string;
}

/**
 * @param validators conditions of the edge's own, if it keeps the answer
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html
 */
export function originRequest(
	{ request, behavior, id, via, encodings }: Passage,
	validators: Headers | undefined,
): Request {
	const { forwarded, origin, cache } = behavior;
	const headers: Headers = {
		host: [origin.domainName],
		"user-agent": ["Amazon CloudFront"],
	};
	const isTaken = (name: string) =>
		forwarded.header(name) &&
		!removed.test(name) &&
		!(validators && conditions.test(name));
	for (const [name, values] of Object.entries(request.headers))
		if (isTaken(name)) headers[name] = values;
	const { cookie } = request.headers;
	if (cookie && forwarded.cookies) headers.cookie = [cookie.join("; ")];
	const isNormalized = cache.gzip || cache.brotli;
	if (isNormalized && request.headers["accept-encoding"])
		headers["accept-encoding"] = [encodings];
	const addresses = request.headers["x-forwarded-for"] ?? [];
	headers["x-forwarded-for"] = [[...addresses, request.sourceIp].join()];
	headers.via = [[...(headers.via ?? []), via].join(", ")];
	headers["x-amz-cf-id"] = [id];
	return {
		...request,
		method: validators && request.method === "HEAD" ? "GET" : request.method,
		path: `${origin.path}${request.path}`,
		query: forwarded.query ? request.query : "",
		headers: { ...headers, ...validators, ...origin.customHeaders },
		sourceIp: edgeAddress,
	};
}
