/** The request that CloudFront sends to an origin. */
import type { Headers, Request } from "../core/http.ts";
import type { Behavior, Origin } from "./behaviors.ts";

/** An address of CloudFront, which an origin sees as the sender. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html */
const edgeAddress = "130.176.0.1";

/**
 * Headers that CloudFront removes, with any policy.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior
 */
const removed =
	/^(connection|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|x-amz-cf-.*|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

/** The edge answers conditional requests itself, from the whole object. */
const conditions = /^(if-.*|range)$/;

/** A request on its way to its origin. */
export interface Passage {
	request: Request;
	behavior: Behavior;
	/** `x-amz-cf-id` */
	id: string;
	via: string;
	/** Whether the edge caches answers to the request's method. */
	isCached: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html */
export function originRequest(
	{ request, behavior: { isForwarded }, id, via, isCached }: Passage,
	origin: Origin,
): Request {
	const passed = Object.entries(request.headers).filter(
		([name]) =>
			isForwarded &&
			!removed.test(name) &&
			!(isCached && conditions.test(name)),
	);
	const addresses = request.headers["x-forwarded-for"] ?? [];
	const headers: Headers = {
		"user-agent": ["Amazon CloudFront"],
		...Object.fromEntries(passed),
		host: [origin.domainName],
		via: [via],
		"x-amz-cf-id": [id],
		"x-forwarded-for": [[...addresses, request.sourceIp].join()],
		...origin.customHeaders,
	};
	return {
		...request,
		method: isCached && request.method === "HEAD" ? "GET" : request.method,
		path: `${origin.path}${request.path}`,
		query: isForwarded ? request.query : "",
		headers,
		sourceIp: edgeAddress,
	};
}
