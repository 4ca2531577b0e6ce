/** What of a viewer's request reaches the origin, and what CloudFront adds to it. */
import type { Headers, Request } from "../core/http.ts";
import type { Behavior } from "./behaviors.ts";

/** One of CloudFront's: the origin sees no viewer's. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html */
const edgeAddress = "130.176.0.1";

/**
 * Removed whatever a policy says.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior
 */
const removed =
	/^(connection|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|x-amz-cf-.*|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

/** The edge answers these itself, from the whole object. */
const conditions = /^(if-.*|range)$/;

/** A request on its way to its origin. */
export interface Passage {
	request: Request;
	behavior: Behavior;
	/** `x-amz-cf-id` */
	id: string;
	via: string;
	/** Whether the edge keeps answers to such. */
	isKept: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html */
export function originRequest({
	request,
	behavior: { isForwarded, origin },
	id,
	via,
	isKept,
}: Passage): Request {
	const passed = Object.entries(request.headers).filter(
		([name]) =>
			isForwarded && !removed.test(name) && !(isKept && conditions.test(name)),
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
		method: isKept && request.method === "HEAD" ? "GET" : request.method,
		path: `${origin.path}${request.path}`,
		query: isForwarded ? request.query : "",
		headers,
		sourceIp: edgeAddress,
	};
}
