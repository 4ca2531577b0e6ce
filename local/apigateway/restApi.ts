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
import { accessLog } from "./accessLog.ts";
import { type Exchange, GatewayError, traceOf } from "./context.ts";
import { gatewayResponses } from "./gatewayResponses.ts";
import { usagePlans } from "./limits.ts";
import { match, readRoutes } from "./routes.ts";

export interface RestApi {
	/** Host name of the API in AWS. */
	host: string;
	stageName: string;
	/** Answers a request whose path begins with the stage. */
	serve: Service;
}

type Stage = StateOf<"apigateway.Stage">;

/** What it finds around it. */
export type Surroundings = Pick<
	Context,
	"clock" | "declarations" | "invoke" | "log"
>;

/** @throws UsageError for what API Gateway would refuse */
export function restApi(surroundings: Surroundings): RestApi {
	const { clock, declarations, log } = surroundings;
	const { id, region } = declarations.one("apigateway.RestApi");
	const stage = declarations.one("apigateway.Stage");
	const acl = declarations.find("wafv2.WebAclAssociation", {
		resourceArn: stage.arn,
	})?.webAclArn;
	const tell = gatewayResponses(declarations, id);
	const pass = checksOf(surroundings, stage, acl);
	const begin = beginningOf(surroundings, stage, acl !== undefined);
	const write = accessLog(stage, log);
	return {
		host: `${id}.execute-api.${region}.amazonaws.com`,
		stageName: stage.stageName,
		async serve(request) {
			const exchange = begin(request);
			if (!exchange) return noSuchStage;
			let answer: Response;
			try {
				answer = await pass(exchange);
			} catch (error) {
				if (!(error instanceof GatewayError)) throw error;
				exchange.error = error;
				answer = tell(error, exchange);
			}
			answer.headers["x-amzn-requestid"] = [exchange.requestId];
			answer.headers["x-amz-apigw-id"] = [randomBytes(11).toString("base64")];
			const { status, body } = answer;
			const latency = clock.now() - exchange.time;
			exchange.answer = { status, length: body.length, latency };
			write(exchange);
			return answer;
		},
	};
}

/** Before any stage there is neither a declared response nor a log. */
const noSuchStage = response(
	403,
	{ "content-type": "application/json" },
	'{"message":"Forbidden"}',
);

/** Reads what a request is for; undefined when that is no stage. */
function beginningOf(
	{ clock, declarations }: Surroundings,
	{ stageName, xrayTracingEnabled: isTraced = false }: Stage,
	hasFirewall: boolean,
) {
	const { name } = declarations.one("apigateway.RestApi");
	const isSampled = isTraced
		? sampler(declarations, `${name}/${stageName}`)
		: () => false;
	return (request: Request): Exchange | undefined => {
		const [, first, ...rest] = request.path.split("/");
		if (first !== stageName) return undefined;
		const time = clock.now();
		return {
			stage: stageName,
			hasFirewall,
			isTraced,
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

/** Takes a request through the checks, in API Gateway's order: what it is, who sends it, how often, and what is in it. */
function checksOf(
	{ clock, declarations, invoke }: Surroundings,
	stage: Stage,
	acl: string | undefined,
) {
	const judge = firewallOf(declarations, acl);
	const routes = readRoutes(declarations, stage.stageName, invoke, clock);
	const admit = usagePlans(declarations, stage, clock.now);
	return async (exchange: Exchange): Promise<Response> => {
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
		Object.assign(exchange, { resource: route.path, pathParameters });
		if (route.apiKeyRequired) admit(header(request, "x-api-key"));
		route.throttle();
		route.validate(request);
		return route.integrate(exchange);
	};
}
