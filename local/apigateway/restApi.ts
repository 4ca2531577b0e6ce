/** The declared REST API, as its stage serves it. */
import { randomBytes, randomUUID } from "node:crypto";
import {
	header,
	type Request,
	type Response,
	response,
	type Service,
} from "../core/http.ts";
import type { Context } from "../core/service.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import { firewallOf } from "../waf/firewall.ts";
import { sampler } from "../xray/service.ts";
import { type Exchange, GatewayError, traceOf } from "./exchange.ts";
import { gatewayResponses } from "./gatewayResponses.ts";
import { usagePlans } from "./limits.ts";
import { match, readRoutes } from "./routes.ts";

type Stage = StateOf<"apigateway.Stage">;

export type Surroundings = Pick<Context, "clock" | "declarations" | "invoke">;

/** @throws UsageError for what API Gateway would refuse */
export function restApi(surroundings: Surroundings) {
	const { declarations } = surroundings;
	const { id, region } = declarations.one("apigateway.RestApi");
	const stage = declarations.one("apigateway.Stage");
	const answerError = gatewayResponses(declarations, id);
	const answer = checksOf(surroundings, stage);
	const begin = beginningOf(surroundings, stage);
	/** Answers a request whose path begins with the stage. */
	const serve: Service = async (request) => {
		const exchange = begin(request);
		if (!exchange) return noSuchStage;
		const { requestId } = exchange;
		const { headers, ...others } = await answer(exchange).catch((error) => {
			if (error instanceof GatewayError) return answerError(error, requestId);
			throw error;
		});
		const own = {
			"x-amzn-requestid": [requestId],
			"x-amz-apigw-id": [randomBytes(11).toString("base64")],
		};
		return { ...others, headers: { ...headers, ...own } };
	};
	/** The host name of the API in AWS. */
	const host = `${id}.execute-api.${region}.amazonaws.com`;
	return { host, stageName: stage.stageName, serve };
}

/** Outside of the stages, no declared response applies. */
const noSuchStage = response(
	403,
	{ "content-type": "application/json" },
	'{"message":"Forbidden"}',
);

/** The beginning of an exchange; undefined for a path outside of the stage. */
function beginningOf(
	{ clock, declarations }: Surroundings,
	{ stageName, xrayTracingEnabled }: Stage,
): (request: Request) => Exchange | undefined {
	const { name } = declarations.one("apigateway.RestApi");
	const isSampled = xrayTracingEnabled
		? sampler(declarations, `${name}/${stageName}`)
		: () => false;
	return (request) => {
		const [, first, ...rest] = request.path.split("/");
		if (first !== stageName) return undefined;
		const time = clock.now();
		return {
			stage: stageName,
			request,
			requestId: randomUUID(),
			time,
			path: `/${rest.join("/")}`,
			trace: traceOf(header(request, "x-amzn-trace-id"), time, () =>
				isSampled(request.path),
			),
		};
	};
}

/** Checks a request in API Gateway's order: firewall, route, key, throttle, body. Then the integration answers it. */
function checksOf(
	{ clock, declarations, invoke }: Surroundings,
	stage: Stage,
): (exchange: Exchange) => Promise<Response> {
	const association = declarations.find("wafv2.WebAclAssociation", {
		resourceArn: stage.arn,
	});
	const judge = firewallOf(declarations, association?.webAclArn);
	const routes = readRoutes(declarations, stage.stageName, invoke, clock);
	const admit = usagePlans(declarations, stage, clock.now);
	return async (exchange) => {
		const { request, time, path } = exchange;
		if (judge(request, time))
			throw new GatewayError("WAF_FILTERED", 403, "Forbidden");
		const found = match(routes, request.method, path);
		if (!found)
			throw new GatewayError(
				"MISSING_AUTHENTICATION_TOKEN",
				403,
				"Missing Authentication Token",
			);
		const { route, pathParameters } = found;
		if (route.apiKeyRequired) admit(header(request, "x-api-key"));
		route.throttle();
		route.validate(request);
		return route.integrate({
			...exchange,
			resource: route.path,
			pathParameters,
		});
	};
}
