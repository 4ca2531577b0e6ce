/** The event of a Lambda proxy integration, and the response that comes back. */
import type { APIGatewayProxyResult } from "aws-lambda";
import { type Headers, header, type Response } from "../core/http.ts";
import { type Exchange, requestTime } from "./context.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format */
export function proxyEvent(exchange: Exchange) {
	const { request } = exchange;
	const headers = eventHeaders(exchange);
	const query = queryParameters(request.query);
	return {
		resource: exchange.resource?.path,
		path: exchange.path,
		httpMethod: request.method,
		headers: lastValues(headers),
		multiValueHeaders: headers,
		queryStringParameters: nullIfEmpty(lastValues(query)),
		multiValueQueryStringParameters: nullIfEmpty(query),
		pathParameters: nullIfEmpty(exchange.pathParameters),
		stageVariables: null,
		requestContext: requestContext(exchange),
		body: request.body.length > 0 ? request.body.toString() : null,
		isBase64Encoded: false,
	};
}

/** What a proxied request loses, and what is written anew below. */
const notPassedOn = new Set([
	"connection",
	"content-length",
	"content-md5",
	"expect",
	"max-forwards",
	"proxy-authenticate",
	"server",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
	"www-authenticate",
	"x-amzn-trace-id",
	"x-forwarded-for",
	"x-forwarded-port",
	"x-forwarded-proto",
]);

function eventHeaders({ request, trace }: Exchange): Headers {
	const headers: Headers = {};
	for (const [name, values] of Object.entries(request.headers))
		if (!notPassedOn.has(name)) headers[name] = values;
	const addresses = [
		...(request.headers["x-forwarded-for"] ?? []),
		request.sourceIp,
	];
	headers["X-Amzn-Trace-Id"] = request.headers["x-amzn-trace-id"] ?? [
		`Root=${trace.root}`,
	];
	headers["X-Forwarded-For"] = [addresses.join(", ")];
	// API Gateway is served over TLS alone.
	headers["X-Forwarded-Port"] = ["443"];
	headers["X-Forwarded-Proto"] = ["https"];
	return headers;
}

/** API Gateway's way to say that there are none. */
function nullIfEmpty<T extends object>(values: T | undefined): T | null {
	return values && Object.keys(values).length > 0 ? values : null;
}

/** All values by name; a plus sign is a space. */
function queryParameters(query: string): Record<string, string[]> {
	const parameters: Record<string, string[]> = {};
	for (const [name, value] of new URLSearchParams(query)) {
		parameters[name] ??= [];
		parameters[name].push(value);
	}
	return parameters;
}

function lastValues(all: Record<string, string[]>): Record<string, string> {
	const last: Record<string, string> = {};
	for (const [name, values] of Object.entries(all))
		last[name] = values.at(-1) ?? "";
	return last;
}

function requestContext(exchange: Exchange) {
	const { facts, request } = exchange;
	return {
		resourcePath: exchange.resource?.path,
		httpMethod: request.method,
		extendedRequestId: exchange.extendedRequestId,
		requestTime: requestTime(exchange.time),
		path: request.path,
		accountId: facts.accountId,
		protocol: "HTTP/1.1",
		stage: facts.stage,
		domainPrefix: facts.domainName.split(".")[0],
		requestTimeEpoch: exchange.time,
		requestId: exchange.requestId,
		identity: {
			userAgent: header(request, "user-agent") ?? null,
			sourceIp: request.sourceIp,
		},
		domainName: facts.domainName,
		deploymentId: facts.deploymentId,
		apiId: facts.apiId,
	};
}

/** What a function may answer; anything more is malformed. */
const known = new Set([
	"statusCode",
	"headers",
	"multiValueHeaders",
	"body",
	"isBase64Encoded",
]);

/** Headers that API Gateway sends itself; the function's go no further. */
const own = ["connection", "content-length", "date", "transfer-encoding"];

/**
 * The response that a function's result stands for; undefined when it is
 * malformed.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function proxyResponse(json: string): Response | undefined {
	const result: Partial<APIGatewayProxyResult> | null = JSON.parse(json);
	if (typeof result !== "object" || result === null || Array.isArray(result))
		return undefined;
	if (Object.keys(result).some((name) => !known.has(name))) return undefined;
	const { statusCode = 200, body } = result;
	const status = Number(statusCode);
	if (!Number.isInteger(status) || status < 200 || status > 599)
		return undefined;
	if (typeof (body ?? "") !== "string") return undefined;
	const headers = responseHeaders(result);
	if (!headers) return undefined;
	return { status, headers, body: Buffer.from(body ?? "") };
}

/** Undefined when a value is neither string nor boolean. */
function responseHeaders({
	headers,
	multiValueHeaders,
}: Partial<APIGatewayProxyResult>): Headers | undefined {
	const sent: Headers = {};
	for (const all of [headers, multiValueHeaders])
		for (const [given, value] of Object.entries(all ?? {})) {
			const values = [value].flat();
			if (!values.every((one) => ["string", "boolean"].includes(typeof one)))
				return undefined;
			const name = given.toLowerCase();
			if (!own.includes(name)) sent[name] = values.map(String);
		}
	sent["content-type"] ??= ["application/json"];
	return sent;
}
