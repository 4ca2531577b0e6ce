/** The integration of a method: a function, or a declared answer. */
import type { Clock } from "../core/clock.ts";
import { type Response, response } from "../core/http.ts";
import type { Invoke, Outcome } from "../core/service.ts";
import { UsageError } from "../core/usageError.ts";
import { wildcard } from "../core/wildcard.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { type Exchange, GatewayError } from "./exchange.ts";
import { literalHeaders } from "./gatewayResponses.ts";
import { proxyEvent, proxyResponse } from "./proxyEvent.ts";

/** Answers a request, or throws a GatewayError. */
export type Integrate = (exchange: Exchange) => Response | Promise<Response>;

/** Milliseconds. */
const defaultTimeout = 29_000;

/** A mock integration, which answers with the status in its request template. */
export function mockIntegration(
	declarations: Declarations,
	{
		requestTemplates,
		resourceId,
		httpMethod,
	}: StateOf<"apigateway.Integration">,
): Integrate {
	const template = requestTemplates?.["application/json"] ?? "{}";
	const { statusCode = 200 } = JSON.parse(template);
	const declared = declarations.find("apigateway.IntegrationResponse", {
		resourceId,
		httpMethod,
		statusCode: String(statusCode),
	});
	const headers = literalHeaders(declared?.responseParameters);
	return () => response(statusCode, headers);
}

/**
 * A Lambda proxy integration.
 * @param source as `arn:aws:execute-api:…/stage/METHOD/path`
 */
export function lambdaIntegration(
	declarations: Declarations,
	{ uri, timeoutMilliseconds }: StateOf<"apigateway.Integration">,
	source: string,
	invoke: Invoke,
	clock: Clock,
): Integrate {
	const [, aliasArn] = /functions\/(.*)\/invocations$/.exec(uri ?? "") ?? [];
	if (!aliasArn) throw new UsageError(`the integration ${uri} names no alias`);
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
	if (!isPermitted(declarations, aliasArn, source))
		return () => {
			throw failure("API_CONFIGURATION_ERROR", 500);
		};
	return async (exchange) => {
		const traceId = exchange.trace.header;
		const outcome = await new Promise<Outcome | undefined>(
			(resolve, reject) => {
				const stop = clock.after(timeoutMilliseconds ?? defaultTimeout, () =>
					resolve(undefined),
				);
				invoke(aliasArn, { event: proxyEvent(exchange), traceId })
					.then(resolve, reject)
					.finally(stop);
			},
		);
		if (!outcome)
			throw failure("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out");
		const answer = outcome.error ? undefined : proxyResponse(outcome.result);
		if (!answer) throw failure();
		answer.headers["x-amzn-trace-id"] = [traceId];
		return answer;
	};
}

/** @see https://repost.aws/knowledge-center/malformed-502-api-gateway */
const failure = (
	responseType = "DEFAULT_5XX",
	status = 502,
	message = "Internal server error",
) => new GatewayError(responseType, status, message);

/** Whether a permission allows the API to call an alias. A permission without the qualifier is for the function, and not for its aliases. */
function isPermitted(
	declarations: Declarations,
	aliasArn: string,
	source: string,
): boolean {
	const alias = declarations.find("lambda.Alias", { arn: aliasArn });
	return declarations
		.all("lambda.Permission", {
			action: "lambda:InvokeFunction",
			principal: "apigateway.amazonaws.com",
			function: alias?.functionName,
			qualifier: alias?.name,
		})
		.some(({ sourceArn }) => wildcard(sourceArn ?? "*")(source));
}
