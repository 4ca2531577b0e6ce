/** The event of a Lambda proxy integration, and the response that comes back. */
import type { APIGatewayProxyResult } from "aws-lambda";
import { header, type Request, type Response } from "../http.ts";

/** What API Gateway knows of a request beside the request. */
export interface Exchange {
	requestId: string;
	extendedRequestId: string;
	apiId: string;
	account: string;
	stage: string;
	/** Path of the declared resource. */
	resourcePath: string;
	resourceId: string;
	/** Path below the stage. */
	path: string;
	/** Epoch milliseconds. */
	time: number;
	domainName: string;
	apiKey: string | undefined;
}

/**
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(request: Request, exchange: Exchange) {
	const query = new URLSearchParams(request.query);
	const names = [...new Set(query.keys())];
	return {
		resource: exchange.resourcePath,
		path: exchange.path,
		httpMethod: request.method,
		headers: Object.fromEntries(
			Object.entries(request.headers).map(([name, values]) => [
				name,
				values.at(-1),
			]),
		),
		multiValueHeaders: request.headers,
		queryStringParameters:
			names.length > 0
				? Object.fromEntries(
						names.map((name) => [name, query.getAll(name).at(-1)]),
					)
				: null,
		multiValueQueryStringParameters:
			names.length > 0
				? Object.fromEntries(names.map((name) => [name, query.getAll(name)]))
				: null,
		pathParameters: null,
		stageVariables: null,
		requestContext: requestContext(request, exchange),
		body: request.body.length > 0 ? request.body.toString() : null,
		isBase64Encoded: false,
	};
}

function requestContext(request: Request, exchange: Exchange) {
	return {
		resourceId: exchange.resourceId,
		resourcePath: exchange.resourcePath,
		httpMethod: request.method,
		extendedRequestId: exchange.extendedRequestId,
		requestTime: requestTime(exchange.time),
		path: `/${exchange.stage}${exchange.path}`,
		accountId: exchange.account,
		protocol: "HTTP/1.1",
		stage: exchange.stage,
		domainPrefix: exchange.domainName.split(".")[0],
		requestTimeEpoch: exchange.time,
		requestId: exchange.requestId,
		identity: {
			cognitoIdentityPoolId: null,
			accountId: null,
			cognitoIdentityId: null,
			caller: null,
			sourceIp: request.sourceIp,
			principalOrgId: null,
			accessKey: null,
			cognitoAuthenticationType: null,
			cognitoAuthenticationProvider: null,
			userArn: null,
			userAgent: header(request, "user-agent") ?? null,
			user: null,
			...(exchange.apiKey && { apiKey: exchange.apiKey }),
		},
		domainName: exchange.domainName,
		apiId: exchange.apiId,
	};
}

/** As in the access log: `22/Nov/2026:14:02:11 +0000`. */
export function requestTime(time: number): string {
	const [, day, month, year, clock] = new Date(time).toUTCString().split(" ");
	return `${day}/${month}/${year}:${clock} +0000`;
}

/**
 * The response that a function's result stands for; undefined when it is not
 * of the form that API Gateway takes.
 */
export function proxyResponse(json: string): Response | undefined {
	const result: Partial<APIGatewayProxyResult> | null = JSON.parse(
		json ?? "null",
	);
	if (!result || !Number.isInteger(result.statusCode)) return undefined;
	const headers: Response["headers"] = {};
	for (const [name, value] of Object.entries(result.headers ?? {}))
		headers[name.toLowerCase()] = [String(value)];
	for (const [name, values] of Object.entries(result.multiValueHeaders ?? {}))
		headers[name.toLowerCase()] = values.map(String);
	headers["content-type"] ??= ["application/json"];
	return {
		status: Number(result.statusCode),
		headers,
		body: Buffer.from(
			result.body ?? "",
			result.isBase64Encoded ? "base64" : "utf8",
		),
	};
}
