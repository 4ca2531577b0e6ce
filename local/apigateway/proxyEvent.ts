/** The event of a Lambda proxy integration, and the function's response. */
import type { APIGatewayProxyResult } from "aws-lambda";
import type { Headers, Response } from "../core/http.ts";
import type { Exchange } from "./exchange.ts";
import { compileSchema } from "./validation.ts";

/**
 * The event, without the members that no function needs here.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(exchange: Exchange) {
	const { request, requestId, path, resource, stage } = exchange;
	const headers = eventHeaders(exchange);
	const parameters = new URLSearchParams(request.query);
	const query = Object.fromEntries(
		[...parameters.keys()].map((name) => [name, parameters.getAll(name)]),
	);
	return {
		resource,
		path,
		httpMethod: request.method,
		headers: lastValues(headers),
		multiValueHeaders: headers,
		queryStringParameters: nullIfEmpty(lastValues(query)),
		multiValueQueryStringParameters: nullIfEmpty(query),
		pathParameters: nullIfEmpty(exchange.pathParameters),
		stageVariables: null,
		requestContext: {
			requestId,
			stage,
			identity: { sourceIp: request.sourceIp },
		},
		body: request.body.length > 0 ? request.body.toString() : null,
		isBase64Encoded: false,
	};
}

/** Headers that API Gateway removes, and those that it sets itself below. */
const notPassedOn =
	/^(connection|content-length|content-md5|expect|max-forwards|proxy-authenticate|server|te|trailer|transfer-encoding|upgrade|www-authenticate|x-amzn-trace-id|x-forwarded-(for|port|proto))$/;

function eventHeaders({ request, trace }: Exchange): Headers {
	const given = request.headers;
	const passed = Object.entries(given).filter(
		([name]) => !notPassedOn.test(name),
	);
	const addresses = [...(given["x-forwarded-for"] ?? []), request.sourceIp];
	return {
		...Object.fromEntries(passed),
		"X-Amzn-Trace-Id": given["x-amzn-trace-id"] ?? [`Root=${trace.root}`],
		"X-Forwarded-For": [addresses.join(", ")],
		// API Gateway is served over TLS alone.
		"X-Forwarded-Port": ["443"],
		"X-Forwarded-Proto": ["https"],
	};
}

/** API Gateway writes null in place of an empty object. */
const nullIfEmpty = <T extends object>(values: T | undefined) =>
	values && Object.keys(values).length > 0 ? values : null;

const lastValues = (all: Record<string, string[]>) =>
	Object.fromEntries(
		Object.entries(all).map(([name, values]) => [name, values.at(-1) ?? ""]),
	);

const value = { type: ["string", "boolean"] };

/**
 * Whether a result has the form of a response; any further member is an error.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
const isWellFormed = compileSchema({
	type: "object",
	properties: {
		statusCode: {
			type: ["integer", "string"],
			minimum: 200,
			maximum: 599,
			pattern: "^[2-5]\\d\\d$",
		},
		headers: { additionalProperties: value },
		multiValueHeaders: {
			additionalProperties: { type: "array", items: value },
		},
		body: { type: ["string", "null"] },
		isBase64Encoded: {},
	},
	additionalProperties: false,
});

/** Headers that API Gateway sets itself, in place of the function's. */
const own = ["connection", "content-length", "date", "transfer-encoding"];

/** The response for a function's result; undefined for a malformed result. */
export function proxyResponse(json: string): Response | undefined {
	const result: Partial<APIGatewayProxyResult> = JSON.parse(json);
	if (!isWellFormed(result)) return undefined;
	const { statusCode = 200, body } = result;
	const headers: Headers = { "content-type": ["application/json"] };
	const all = { ...result.headers, ...result.multiValueHeaders };
	for (const [given, values] of Object.entries(all)) {
		const name = given.toLowerCase();
		if (!own.includes(name)) headers[name] = [values].flat().map(String);
	}
	return {
		status: Number(statusCode),
		headers,
		body: Buffer.from(body ?? ""),
	};
}
