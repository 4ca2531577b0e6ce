/** What stands behind a method: a function, or an answer that is declared itself. */
import { type Response, response } from "../core/http.ts";
import type { Invoke } from "../core/service.ts";
import { UsageError } from "../core/usageError.ts";
import { wildcard } from "../core/wildcard.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import type { Exchange } from "./context.ts";
import { GatewayError } from "./gatewayError.ts";
import { literalHeaders } from "./gatewayResponses.ts";
import { proxyEvent, proxyResponse } from "./proxyEvent.ts";
import type { Clock } from "./tokenBucket.ts";

type Declared = StateOf<"apigateway.Integration">;

/** Answers a request, or throws a GatewayError; tells the exchange how it went. */
export type Integrate = (exchange: Exchange) => Response | Promise<Response>;

/** Milliseconds, where nothing is declared. */
const defaultTimeout = 29_000;

/** The status is the one that the request template names. */
export function mockIntegration(
	{ requestTemplates }: Declared,
	responses: StateOf<"apigateway.IntegrationResponse">[],
): Integrate {
	const template = requestTemplates?.["application/json"] ?? "{}";
	const { statusCode = 200 } = JSON.parse(template);
	const declared = responses.find(
		(candidate) => candidate.statusCode === String(statusCode),
	);
	const headers = literalHeaders(declared?.responseParameters ?? {});
	return () => response(statusCode, headers);
}

/** A Lambda proxy integration. */
export function lambdaIntegration(
	{ uri, timeoutMilliseconds }: Declared,
	functions: { invoke: Invoke },
	isPermitted: (aliasArn: string) => boolean,
	now: Clock,
): Integrate {
	const [, aliasArn] = /functions\/(.*)\/invocations$/.exec(uri ?? "") ?? [];
	if (!aliasArn) throw new UsageError(`the integration ${uri} names no alias`);
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
	if (!isPermitted(aliasArn))
		return () => {
			throw failure("API_CONFIGURATION_ERROR", 500);
		};
	return async (exchange) => {
		const startedAt = now();
		const { header: traceId } = exchange.trace;
		const outcome = await inTime(
			functions.invoke(aliasArn, { event: proxyEvent(exchange), traceId }),
			timeoutMilliseconds ?? defaultTimeout,
		);
		exchange.integration = { latency: now() - startedAt };
		if (!outcome)
			throw new GatewayError(
				"INTEGRATION_TIMEOUT",
				504,
				"Endpoint request timed out",
			);
		const answer = outcome.error ? undefined : proxyResponse(outcome.result);
		if (!answer) throw failure();
		exchange.integration.status = answer.status;
		answer.headers["x-amzn-trace-id"] = [traceId];
		return answer;
	};
}

/** @see https://repost.aws/knowledge-center/malformed-502-api-gateway */
const failure = (responseType = "DEFAULT_5XX", status = 502) =>
	new GatewayError(responseType, status, "Internal server error");

/** What a promise becomes, or undefined when that takes too long. */
async function inTime<T>(
	promise: Promise<T>,
	milliseconds: number,
): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), milliseconds);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * Whether a permission lets the API call an alias for a method; without the
 * qualifier it is for the function, and not for its aliases.
 * @param source as `arn:aws:execute-api:…/stage/METHOD/path`
 */
export function permissionFor(
	declarations: Declarations,
	source: string,
): (aliasArn: string) => boolean {
	const permissions = declarations.all("lambda.Permission");
	const aliases = declarations.all("lambda.Alias");
	return (aliasArn) => {
		const alias = aliases.find(({ arn }) => arn === aliasArn);
		return permissions.some(
			(permission) =>
				permission.action === "lambda:InvokeFunction" &&
				permission.principal === "apigateway.amazonaws.com" &&
				permission.function === alias?.functionName &&
				permission.qualifier === alias?.name &&
				wildcard(permission.sourceArn ?? "*")(source),
		);
	};
}
