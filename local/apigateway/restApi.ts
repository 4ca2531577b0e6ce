/** The declared REST API, as its stage serves it. */
import { randomBytes, randomUUID } from "node:crypto";
import type { apigateway } from "@pulumi/aws";
import { header, type Request, type Response, response } from "../http.ts";
import type { Lambda } from "../lambda/lambda.ts";
import { account } from "../program/computed.ts";
import type { Declarations, StateOf } from "../program/declarations.ts";
import { type Sampler, sampler } from "../services/xray.ts";
import {
	type Context,
	GatewayResponses,
	literalHeaders,
	Refusal,
} from "./gatewayResponses.ts";
import { compileModel, type Validate } from "./modelValidation.ts";
import { type Exchange, proxyEvent, proxyResponse } from "./proxyEvent.ts";
import { TokenBucket } from "./tokenBucket.ts";
import { UsagePlans } from "./usagePlans.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const maxBodyBytes = 10 * 1024 * 1024;

/** A method, and what is declared of it. */
interface Route {
	/** Path below the stage. */
	path: string;
	method: StateOf<apigateway.Method>;
	integration: StateOf<apigateway.Integration>;
	/** By content type; empty when nothing is to be validated. */
	validators: Map<string, Validate>;
	/** Of a MOCK integration, by status. */
	mockHeaders: Map<string, Record<string, string>>;
}

export class RestApi {
	/** Host name of the API in AWS. */
	readonly host: string;
	readonly stageName: string;
	readonly #api: StateOf<apigateway.RestApi>;
	readonly #stage: StateOf<apigateway.Stage>;
	readonly #lambda: Pick<Lambda, "invoke">;
	readonly #routes: Route[];
	readonly #responses: GatewayResponses;
	readonly #plans: UsagePlans;
	readonly #bucket: TokenBucket | undefined;
	readonly #isSampled: Sampler;

	constructor(declarations: Declarations, lambda: Pick<Lambda, "invoke">) {
		this.#lambda = lambda;
		this.#api = declarations.one("aws:apigateway/restApi:RestApi");
		this.#stage = declarations.one("aws:apigateway/stage:Stage");
		this.stageName = this.#stage.stageName;
		this.host = `${this.#api.id}.execute-api.${this.#api.region}.amazonaws.com`;
		this.#routes = readRoutes(declarations, this.#api);
		this.#responses = new GatewayResponses(declarations, this.#api.id);
		this.#plans = new UsagePlans(declarations, this.#stage);
		this.#bucket = stageBucket(declarations);
		const { xrayTracingEnabled } = this.#stage;
		const name = `${this.#api.name}/${this.stageName}`;
		const sample = sampler(declarations, name, "AWS::ApiGateway::Stage");
		this.#isSampled = () => Boolean(xrayTracingEnabled) && sample();
	}

	/** Answers a request whose path begins with the stage. */
	async serve(request: Request): Promise<Response> {
		const requestId = randomUUID();
		const context: Context = { requestId };
		let answer: Response;
		try {
			answer = await this.#pass(request, requestId);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			answer = this.#responses.tell(error, context);
		}
		answer.headers["x-amzn-requestid"] = [requestId];
		return answer;
	}

	/** Takes a request through the checks, in API Gateway's order, to its integration. */
	async #pass(request: Request, requestId: string): Promise<Response> {
		const stagePath = `/${this.#stage.stageName}`;
		const isStage = request.path.startsWith(`${stagePath}/`);
		const path = request.path.slice(stagePath.length);
		const route = this.#routes.find(
			(candidate) =>
				candidate.path === path &&
				candidate.method.httpMethod === request.method,
		);
		if (!isStage || !route)
			throw new Refusal(
				"MISSING_AUTHENTICATION_TOKEN",
				403,
				"Missing Authentication Token",
			);
		const key = header(request, "x-api-key");
		if (route.method.apiKeyRequired) this.#plans.admit(key);
		if (this.#bucket && !this.#bucket.take())
			throw new Refusal("THROTTLED", 429, "Too Many Requests");
		if (request.body.length > maxBodyBytes)
			throw new Refusal("REQUEST_TOO_LARGE", 413, "Request Too Long");
		validate(route, request);
		if (route.integration.type === "MOCK") return mock(route);
		return this.#invoke(route, request, {
			requestId,
			extendedRequestId: randomBytes(11).toString("base64url"),
			apiId: this.#api.id,
			account,
			stage: this.#stage.stageName,
			resourcePath: route.path,
			resourceId: route.method.resourceId,
			path,
			time: Date.now(),
			domainName: this.host,
			apiKey: route.method.apiKeyRequired ? key : undefined,
		});
	}

	async #invoke(
		{ integration }: Route,
		request: Request,
		exchange: Exchange,
	): Promise<Response> {
		const [, alias = ""] =
			/functions\/(.*)\/invocations$/.exec(integration.uri ?? "") ?? [];
		const traceId =
			header(request, "x-amzn-trace-id") ??
			newTraceId(exchange.time, this.#isSampled());
		const event = proxyEvent(request, exchange);
		const milliseconds = integration.timeoutMilliseconds ?? 29_000;
		let timer: NodeJS.Timeout | undefined;
		const timeout = new Promise<never>((_, reject) => {
			timer = setTimeout(
				() =>
					reject(
						new Refusal(
							"INTEGRATION_TIMEOUT",
							504,
							"Endpoint request timed out",
						),
					),
				milliseconds,
			);
		});
		try {
			const outcome = await Promise.race([
				this.#lambda.invoke(alias, { event, traceId }),
				timeout,
			]);
			const answer = outcome.error ? undefined : proxyResponse(outcome.result);
			if (!answer)
				throw new Refusal("DEFAULT_5XX", 502, "Internal server error");
			answer.headers["x-amzn-trace-id"] = [traceId];
			return answer;
		} finally {
			clearTimeout(timer);
		}
	}
}

function readRoutes(
	declarations: Declarations,
	api: StateOf<apigateway.RestApi>,
): Route[] {
	const resources = declarations.all<apigateway.Resource>(
		"aws:apigateway/resource:Resource",
	);
	const pathOf = (id: string): string => {
		const resource = resources.find((candidate) => candidate.id === id);
		return resource ? `${pathOf(resource.parentId)}/${resource.pathPart}` : "";
	};
	const integrations = declarations.all<apigateway.Integration>(
		"aws:apigateway/integration:Integration",
	);
	const responses = declarations.all<apigateway.IntegrationResponse>(
		"aws:apigateway/integrationResponse:IntegrationResponse",
	);
	return declarations
		.all<apigateway.Method>("aws:apigateway/method:Method")
		.filter(({ restApi }) => restApi === api.id)
		.flatMap((method) => {
			const isSame = (other: { resourceId: string; httpMethod: string }) =>
				other.resourceId === method.resourceId &&
				other.httpMethod === method.httpMethod;
			const integration = integrations.find(isSame);
			if (!integration) return [];
			return {
				path: pathOf(method.resourceId),
				method,
				integration,
				validators: validatorsOf(method, declarations),
				mockHeaders: new Map(
					responses
						.filter(isSame)
						.map(({ statusCode, responseParameters }) => [
							statusCode,
							literalHeaders(responseParameters ?? {}),
						]),
				),
			};
		});
}

function validatorsOf(
	{ requestModels, requestValidatorId }: StateOf<apigateway.Method>,
	declarations: Declarations,
): Map<string, Validate> {
	const validator = declarations
		.all<apigateway.RequestValidator>(
			"aws:apigateway/requestValidator:RequestValidator",
		)
		.find(({ id }) => id === requestValidatorId);
	const models = declarations.all<apigateway.Model>(
		"aws:apigateway/model:Model",
	);
	const validators = new Map<string, Validate>();
	if (validator?.validateRequestBody)
		for (const [contentType, name] of Object.entries(requestModels ?? {})) {
			const model = models.find((candidate) => candidate.name === name);
			if (model) validators.set(contentType, compileModel(model));
		}
	return validators;
}

/** Only a body of a declared content type is validated; no type counts as JSON. */
function validate({ validators }: Route, request: Request): void {
	const type = header(request, "content-type") ?? "application/json";
	const check = validators.get(type.split(";")[0]?.trim().toLowerCase() ?? "");
	const wrong = check?.(request.body.toString());
	if (wrong)
		throw new Refusal("BAD_REQUEST_BODY", 400, "Invalid request body", wrong);
}

/** The status is the one that the request template names. */
function mock({ integration, mockHeaders }: Route): Response {
	const template = integration.requestTemplates?.["application/json"] ?? "{}";
	const { statusCode = 200 } = JSON.parse(template);
	return response(statusCode, mockHeaders.get(String(statusCode)) ?? {});
}

/** The limit that all requests to the stage share. */
function stageBucket(declarations: Declarations): TokenBucket | undefined {
	const all = declarations
		.all<apigateway.MethodSettings>(
			"aws:apigateway/methodSettings:MethodSettings",
		)
		.find(({ methodPath }) => methodPath === "*/*");
	const { throttlingRateLimit: rate, throttlingBurstLimit: burst } =
		all?.settings ?? {};
	return rate && burst ? new TokenBucket(rate, burst) : undefined;
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(time: number, sampled: boolean): string {
	const seconds = Math.floor(time / 1000).toString(16);
	const root = `1-${seconds}-${randomBytes(12).toString("hex")}`;
	const parent = randomBytes(8).toString("hex");
	return `Root=${root};Parent=${parent};Sampled=${Number(sampled)}`;
}
