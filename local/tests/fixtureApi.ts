/** The fixture's API: `GET /health` for everyone, `POST /items` with a key and a model. */
import type { Declarations } from "../evaluate/declarations.ts";
import { declare, type State, stateOf } from "./declare.ts";

const schema = {
	type: "object",
	properties: {
		name: { type: "string", pattern: "^[a-z]+$" },
		price: { type: "number", minimum: 0, maximum: 100 },
		size: { enum: ["small", "large"] },
	},
	required: ["name", "price", "size"],
	additionalProperties: false,
};

/** A body that is valid by the model. */
export const item = { name: "chair", price: 9.5, size: "small" };

export function declareApi(declarations: Declarations): void {
	const api = declare(declarations, "apigateway.RestApi", "api", {});
	const restApi = api.id;
	const of = (kind: string, name: string, inputs: State) =>
		declare(declarations, `apigateway.${kind}`, name, { restApi, ...inputs });
	const validator = of("RequestValidator", "validator", {
		validateRequestBody: true,
		validateRequestParameters: true,
	});
	of("Model", "model", {
		name: "Item",
		contentType: "application/json",
		schema: JSON.stringify(schema),
	});
	declareMethod(declarations, "health", "GET", {});
	declareMethod(declarations, "items", "POST", {
		apiKeyRequired: true,
		requestModels: { "application/json": "Item" },
		requestValidatorId: validator.id,
	});
	declarePreflight(declarations);
	declareResponses(declarations, restApi);
	const stage = of("Stage", "stage", {
		stageName: "prod",
		xrayTracingEnabled: true,
	});
	const { stageName } = stage;
	of("MethodSettings", "method-settings", {
		stageName,
		methodPath: "*/*",
		settings: { throttlingRateLimit: 100, throttlingBurstLimit: 200 },
	});
	const key = of("ApiKey", "api-key", {});
	const plan = of("UsagePlan", "usage-plan", {
		apiStages: [{ apiId: restApi, stage: stageName }],
		throttleSettings: { rateLimit: 100, burstLimit: 200 },
		quotaSettings: { limit: 1000, period: "DAY" },
	});
	of("UsagePlanKey", "usage-plan-key", {
		usagePlanId: plan.id,
		keyId: key.id,
	});
	declare(declarations, "xray.SamplingRule", "sampling", {
		serviceName: `${api.name}/prod`,
		urlPath: "*",
		priority: 100,
		fixedRate: 1,
	});
}

/** Declares a method at a path below `/`, which calls the function. */
export function declareMethod(
	declarations: Declarations,
	path: string,
	httpMethod: string,
	inputs: State,
): void {
	const {
		id: restApi,
		rootResourceId,
		executionArn,
	} = stateOf(declarations, "api");
	let resourceId = rootResourceId;
	let name = "";
	for (const pathPart of path.split("/")) {
		name = name ? `${name}/${pathPart}` : pathPart;
		const place = { restApi, parentId: resourceId, pathPart };
		const known = declarations.resources.find((one) => one.name === name);
		resourceId = (
			known ?? declare(declarations, "apigateway.Resource", name, place)
		).id;
	}
	const place = { restApi, resourceId, httpMethod };
	const {
		invokeArn,
		functionName,
		name: qualifier,
	} = stateOf(declarations, "live");
	declare(declarations, "apigateway.Method", `${name}-method`, {
		...place,
		...inputs,
	});
	declare(declarations, "apigateway.Integration", `${name}-integration`, {
		...place,
		type: "AWS_PROXY",
		uri: invokeArn,
		timeoutMilliseconds: 29_000,
	});
	declare(declarations, "lambda.Permission", `${name}-permission`, {
		action: "lambda:InvokeFunction",
		principal: "apigateway.amazonaws.com",
		function: functionName,
		qualifier,
		sourceArn: `${executionArn}/prod/${httpMethod}/${path.replace(/\{\w+\}/g, "*")}`,
	});
}

/** `OPTIONS /health`, without a function. */
function declarePreflight(declarations: Declarations): void {
	const { restApi, resourceId } = stateOf(declarations, "health-method");
	const place = { restApi, resourceId, httpMethod: "OPTIONS" };
	declare(declarations, "apigateway.Method", "preflight-method", place);
	declare(declarations, "apigateway.Integration", "preflight-integration", {
		...place,
		type: "MOCK",
		requestTemplates: { "application/json": '{"statusCode":204}' },
	});
	declare(
		declarations,
		"apigateway.IntegrationResponse",
		"preflight-integration-response",
		{
			...place,
			statusCode: "204",
			responseParameters: {
				"method.response.header.Access-Control-Allow-Methods": "'GET'",
				"method.response.header.Access-Control-Max-Age": "'86400'",
			},
		},
	);
}

const responses: [
	type: string,
	error: string,
	statusCode?: string,
	retryAfter?: string,
][] = [
	["DEFAULT_4XX", "invalid_request"],
	["DEFAULT_5XX", "internal"],
	["BAD_REQUEST_BODY", "invalid_request", "400"],
	["INVALID_API_KEY", "forbidden", "403"],
	["WAF_FILTERED", "forbidden", "403"],
	["MISSING_AUTHENTICATION_TOKEN", "not_found", "404"],
	["INTEGRATION_TIMEOUT", "out_of_time", "504"],
	["THROTTLED", "too_many_requests", "429", "1"],
	["QUOTA_EXCEEDED", "too_many_requests", "429", "3600"],
];

function declareResponses(declarations: Declarations, restApiId: string): void {
	for (const [responseType, error, statusCode, retryAfter] of responses)
		declare(
			declarations,
			"apigateway.Response",
			`response-${responseType.toLowerCase().replaceAll("_", "-")}`,
			{
				restApiId,
				responseType,
				...(statusCode && { statusCode }),
				responseParameters: {
					"gatewayresponse.header.Cache-Control": "'no-store'",
					...(retryAfter && {
						"gatewayresponse.header.Retry-After": `'${retryAfter}'`,
					}),
				},
				responseTemplates: {
					"application/json": JSON.stringify({
						error,
						message: "Refused.",
						request_id: "$context.requestId",
					}),
				},
			},
		);
}
