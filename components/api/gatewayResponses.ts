/** The errors that API Gateway itself returns, with the bodies and statuses of the contract. */
import {
	type ErrorBody,
	type ErrorCode,
	statuses,
} from "../../contract/errors.ts";
import { questionModel } from "../../contract/request.ts";

export interface GatewayResponse {
	/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
	responseType: string;
	/** Undefined for a default, which covers many statuses. */
	statusCode?: string;
	body: string;
	headers: Record<string, string>;
}

/** Seconds until a throttled caller may retry: the token bucket refills every second. */
const throttleRetryAfter = 1;
/** Seconds until a caller may retry. The quota is per day, so an hour is soon enough. */
const quotaRetryAfter = 3600;

const fields = questionModel().properties as Record<
	string,
	{ description: string }
>;
const rules = Object.entries(fields).map(
	([field, { description }]) => `${field} ${description}`,
);
const bodyRule = `The body must be JSON with exactly these fields: ${rules.join("; ")}.`;

const notThroughSite = "This address answers only through the site.";
const noSuchPath = "There is nothing at this path.";

export const gatewayResponses: GatewayResponse[] = [
	response("BAD_REQUEST_BODY", "invalid_request", bodyRule),
	response("INVALID_API_KEY", "forbidden", notThroughSite),
	response("ACCESS_DENIED", "forbidden", notThroughSite),
	response("WAF_FILTERED", "forbidden", "The firewall refused the request."),
	// API Gateway uses this type for a path or method that does not exist.
	response("MISSING_AUTHENTICATION_TOKEN", "not_found", noSuchPath),
	response("RESOURCE_NOT_FOUND", "not_found", noSuchPath),
	response(
		"THROTTLED",
		"too_many_requests",
		"Too many requests at once; ask again in a moment.",
		{ "Retry-After": String(throttleRetryAfter) },
	),
	response(
		"QUOTA_EXCEEDED",
		"too_many_requests",
		"The site's requests of the day are used up; ask again later.",
		{ "Retry-After": String(quotaRetryAfter) },
	),
	response("INTEGRATION_TIMEOUT", "out_of_time", "No answer came in time."),
	fallback("DEFAULT_4XX", "invalid_request", "The request was refused."),
	fallback("DEFAULT_5XX", "internal", "Something went wrong on our side."),
];

function response(
	responseType: string,
	error: ErrorCode,
	message: string,
	headers: Record<string, string> = {},
): GatewayResponse {
	const statusCode = String(statuses[error]);
	return { ...fallback(responseType, error, message), statusCode, headers };
}

/** Without a status code, because a default's code would replace all the statuses that it covers. */
function fallback(
	responseType: string,
	error: ErrorCode,
	message: string,
): GatewayResponse {
	const body: ErrorBody = { error, message, request_id: "$context.requestId" };
	return { responseType, body: JSON.stringify(body), headers: {} };
}
