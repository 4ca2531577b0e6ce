/** The declared REST API, as its stage serves it. */
import { randomBytes, randomUUID } from "node:crypto";
import { header, type Request, type Response, response } from "../core/http.ts";
import type { Invoke } from "../core/service.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { type Firewall, firewallOf } from "../waf/firewall.ts";
import { type Sampler, sampler } from "../xray/xray.ts";
import { accessLog, type Log } from "./accessLog.ts";
import type { Exchange, StageFacts } from "./context.ts";
import { GatewayError } from "./gatewayError.ts";
import { GatewayResponses } from "./gatewayResponses.ts";
import { type Router, readRoutes, routerOf } from "./routes.ts";
import type { Clock } from "./tokenBucket.ts";
import { traceOf } from "./trace.ts";
import { UsagePlans } from "./usagePlans.ts";

export interface RestApiOptions {
	/** Takes each line of the access log. */
	log?: Log;
	now?: Clock;
}

export class RestApi {
	/** Host name of the API in AWS. */
	readonly host: string;
	readonly stageName: string;
	readonly #facts: StageFacts;
	readonly #route: Router;
	readonly #responses: GatewayResponses;
	readonly #plans: UsagePlans;
	readonly #firewall: Firewall | undefined;
	readonly #isSampled: Sampler;
	readonly #log: ((exchange: Exchange) => void) | undefined;
	readonly #now: Clock;

	/** @throws UsageError for what API Gateway would refuse */
	constructor(
		declarations: Declarations,
		lambda: { invoke: Invoke },
		{ log = () => {}, now = Date.now }: RestApiOptions = {},
	) {
		const api = declarations.one("apigateway.RestApi");
		const stage = declarations.one("apigateway.Stage");
		this.stageName = stage.stageName;
		this.host = `${api.id}.execute-api.${api.region}.amazonaws.com`;
		this.#facts = factsOf(declarations, api, stage, this.host);
		this.#firewall = firewallOf(declarations, this.#facts.webAclArn);
		this.#route = routerOf(readRoutes(declarations, api, stage, lambda, now));
		this.#responses = new GatewayResponses(declarations, api.id);
		this.#plans = new UsagePlans(declarations, stage, now);
		const name = `${api.name}/${this.stageName}`;
		this.#isSampled = stage.xrayTracingEnabled
			? sampler(declarations, name, "AWS::ApiGateway::Stage")
			: () => false;
		this.#log = accessLog(stage, log);
		this.#now = now;
	}

	/** Answers a request whose path begins with the stage. */
	async serve(request: Request): Promise<Response> {
		const stagePath = `/${this.stageName}`;
		const path = request.path.slice(stagePath.length);
		if (!request.path.startsWith(stagePath) || /^[^/]/.test(path))
			return noSuchStage;
		const exchange = this.#begin(request, path);
		let answer: Response;
		try {
			answer = await this.#pass(exchange);
		} catch (error) {
			if (!(error instanceof GatewayError)) throw error;
			exchange.error = error;
			answer = this.#responses.tell(error, exchange);
		}
		answer.headers["x-amzn-requestid"] = [exchange.requestId];
		answer.headers["x-amz-apigw-id"] = [exchange.extendedRequestId];
		exchange.answer = {
			status: answer.status,
			length: answer.body.length,
			latency: this.#now() - exchange.time,
		};
		this.#log?.(exchange);
		return answer;
	}

	#begin(request: Request, path: string): Exchange {
		const time = this.#now();
		return {
			facts: this.#facts,
			request,
			requestId: randomUUID(),
			extendedRequestId: randomBytes(11).toString("base64"),
			time,
			path: path || "/",
			trace: traceOf(header(request, "x-amzn-trace-id"), time, this.#isSampled),
		};
	}

	/** Takes a request through the checks, in API Gateway's order: what it is, who sends it, how often, and what is in it. */
	async #pass(exchange: Exchange): Promise<Response> {
		const { request, time } = exchange;
		if (this.#firewall?.judge(request, time))
			throw new GatewayError("WAF_FILTERED", 403, "Forbidden");
		const match = this.#route(request.method, exchange.path);
		if (!match)
			throw new GatewayError(
				"MISSING_AUTHENTICATION_TOKEN",
				403,
				"Missing Authentication Token",
			);
		const { resource, apiKeyRequired, throttle } = match.route;
		exchange.resource = resource;
		exchange.pathParameters = match.pathParameters;
		if (apiKeyRequired) this.#plans.admit(header(request, "x-api-key"));
		if (throttle && !throttle.take())
			throw new GatewayError("THROTTLED", 429, "Too Many Requests");
		match.route.validate(exchange);
		return match.route.integrate(exchange);
	}
}

/** Before any stage there is neither a declared response nor a log. */
const noSuchStage = response(
	403,
	{ "content-type": "application/json" },
	'{"message":"Forbidden"}',
);

function factsOf(
	declarations: Declarations,
	api: StateOf<"apigateway.RestApi">,
	stage: StateOf<"apigateway.Stage">,
	domainName: string,
): StageFacts {
	const association = declarations
		.all("wafv2.WebAclAssociation")
		.find(({ resourceArn }) => resourceArn === stage.arn);
	return {
		accountId: account,
		apiId: api.id,
		domainName,
		deploymentId: stage.deployment,
		stage: stage.stageName,
		webAclArn: association?.webAclArn,
		isTraced: stage.xrayTracingEnabled ?? false,
	};
}
