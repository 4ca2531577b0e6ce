import { expect } from "chai";
import { gatewayResponses as gatewayResponseData } from "../../components/api/gatewayResponses.ts";
import { questionModel } from "../../contract/request.ts";
import { expectInputs, output, trust } from "../support/expectations.ts";
import {
	account,
	type Program,
	program,
	region,
	secret,
} from "../support/program.ts";

const types = {
	account: "aws:apigateway/account:Account",
	deployment: "aws:apigateway/deployment:Deployment",
	integration: "aws:apigateway/integration:Integration",
	integrationResponse: "aws:apigateway/integrationResponse:IntegrationResponse",
	key: "aws:apigateway/apiKey:ApiKey",
	logGroup: "aws:cloudwatch/logGroup:LogGroup",
	method: "aws:apigateway/method:Method",
	methodResponse: "aws:apigateway/methodResponse:MethodResponse",
	methodSettings: "aws:apigateway/methodSettings:MethodSettings",
	model: "aws:apigateway/model:Model",
	permission: "aws:lambda/permission:Permission",
	resource: "aws:apigateway/resource:Resource",
	response: "aws:apigateway/response:Response",
	restApi: "aws:apigateway/restApi:RestApi",
	role: "aws:iam/role:Role",
	rolePolicyAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
	stage: "aws:apigateway/stage:Stage",
	usagePlan: "aws:apigateway/usagePlan:UsagePlan",
	usagePlanKey: "aws:apigateway/usagePlanKey:UsagePlanKey",
	validator: "aws:apigateway/requestValidator:RequestValidator",
	webAcl: "aws:wafv2/webAcl:WebAcl",
	webAclAssociation: "aws:wafv2/webAclAssociation:WebAclAssociation",
	webAclLogging:
		"aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
};

const route = (name: string) => ({
	[`api-${name}`]: types.resource,
	[`api-${name}-method`]: types.method,
	[`api-${name}-integration`]: types.integration,
	[`api-${name}-permission`]: types.permission,
	[`api-${name}-preflight`]: types.method,
	[`api-${name}-preflight-integration`]: types.integration,
	[`api-${name}-preflight-response`]: types.methodResponse,
	[`api-${name}-preflight-integration-response`]: types.integrationResponse,
});

/** Type, status and error code of each gateway response, and seconds after which to come again. */
const gatewayResponses: [string, string | undefined, string, string?][] = [
	["BAD_REQUEST_BODY", "400", "invalid_request"],
	["INVALID_API_KEY", "403", "forbidden"],
	["ACCESS_DENIED", "403", "forbidden"],
	["WAF_FILTERED", "403", "forbidden"],
	["MISSING_AUTHENTICATION_TOKEN", "404", "not_found"],
	["RESOURCE_NOT_FOUND", "404", "not_found"],
	["THROTTLED", "429", "too_many_requests", "1"],
	["QUOTA_EXCEEDED", "429", "too_many_requests", "3600"],
	["INTEGRATION_TIMEOUT", "504", "out_of_time"],
	["DEFAULT_4XX", undefined, "invalid_request"],
	["DEFAULT_5XX", undefined, "internal"],
];

const responseName = (type: string) =>
	`api-response-${type.toLowerCase().replaceAll("_", "-")}`;

const originOf = (declared: Program) =>
	`https://${output(declared, "frontend-distribution", "domainName")}`;

describe("Api", () => {
	const dev = {
		"api-access-log": types.logGroup,
		"api-account": types.account,
		"api-deployment": types.deployment,
		"api-execution-log": types.logGroup,
		...route("health"),
		"api-key": types.key,
		"api-log-role": types.role,
		"api-log-role-policy": types.rolePolicyAttachment,
		"api-method-settings": types.methodSettings,
		"api-question": types.model,
		...route("reasoning"),
		...Object.fromEntries(
			gatewayResponses.map(([type]) => [responseName(type), types.response]),
		),
		"api-rest": types.restApi,
		"api-stage": types.stage,
		"api-usage-plan": types.usagePlan,
		"api-usage-plan-key": types.usagePlanKey,
		"api-validator": types.validator,
	};

	it("makes the REST API with its methods, responses, limits and logs", async () => {
		expect((await program()).children("api")).to.deep.equal(dev);
	});

	it("makes a firewall on the stage where firewalls are on", async () => {
		expect((await program("prod")).children("api")).to.deep.equal({
			...dev,
			"api-origin-lock": types.webAcl,
			"api-origin-lock-association": types.webAclAssociation,
			"api-origin-lock-log": types.webAclLogging,
			"api-origin-lock-log-group": types.logGroup,
		});
	});

	it("deploys all of its methods, models and responses together", async () => {
		const declared = await program();
		const deployed = new Set([
			types.integration,
			types.integrationResponse,
			types.method,
			types.methodResponse,
			types.model,
			types.resource,
			types.response,
			types.validator,
		]);
		const parts = declared.resources.filter(({ type }) => deployed.has(type));
		const { dependencies } = declared.one("api-deployment");
		expect(dependencies).to.include.members(parts.map(({ urn }) => urn));
		const { triggers, ...inputs } = declared.inputs("api-deployment");
		expect(inputs).to.deep.equal({ restApi: output(declared, "api-rest") });
		expect(triggers).to.have.all.keys("methods");
	});

	it("deploys again when one of them changes, and not when something else does", async () => {
		const trigger = async (config: Record<string, string>) =>
			(await program("dev", config)).inputs("api-deployment").triggers;
		const before = await trigger({});
		expect(await trigger({ lambdaMemoryMb: "1024" })).to.deep.equal(before);

		const [first] = gatewayResponseData;
		const body = first?.body;
		try {
			Object.assign(first ?? {}, { body: "{}" });
			// Any configuration that was not evaluated yet.
			const after = await trigger({ lambdaMemoryMb: "1025" });
			expect(after).not.to.deep.equal(before);
		} finally {
			Object.assign(first ?? {}, { body });
		}
		const domain = { domainName: "map.example.com", hostedZoneId: "Z0123" };
		expect(await trigger(domain)).not.to.deep.equal(before);
	});

	it("is regional, and takes the key from the header", async () => {
		expectInputs(await program(), "api-rest", {
			description: "Why may a CO2 anomaly be there?",
			apiKeySource: "HEADER",
			endpointConfiguration: { types: "REGIONAL" },
		});
	});

	it("answers GET /health without the key", async () => {
		const declared = await program();
		const place = {
			restApi: output(declared, "api-rest"),
			resourceId: output(declared, "api-health"),
		};
		expectInputs(declared, "api-health", {
			restApi: place.restApi,
			parentId: output(declared, "api-rest", "rootResourceId"),
			pathPart: "health",
		});
		expectInputs(declared, "api-health-method", {
			...place,
			httpMethod: "GET",
			authorization: "NONE",
			apiKeyRequired: false,
		});
		expectIntegration(declared, "api-health", "GET");
	});

	it("answers POST /reasoning with the key, when the body fits the model", async () => {
		const declared = await program();
		const restApi = output(declared, "api-rest");
		expectInputs(declared, "api-reasoning", {
			restApi,
			parentId: output(declared, "api-rest", "rootResourceId"),
			pathPart: "reasoning",
		});
		expectInputs(declared, "api-reasoning-method", {
			restApi,
			resourceId: output(declared, "api-reasoning"),
			httpMethod: "POST",
			authorization: "NONE",
			apiKeyRequired: true,
			requestModels: { "application/json": "Question" },
			requestValidatorId: output(declared, "api-validator"),
		});
		expectInputs(declared, "api-validator", {
			restApi,
			validateRequestBody: true,
		});
		expectInputs(declared, "api-question", {
			restApi,
			name: "Question",
			contentType: "application/json",
			schema: JSON.stringify(questionModel()),
		});
		expectIntegration(declared, "api-reasoning", "POST");
	});

	/** The alias answers, in no more than 29 s, and only this method may call it. */
	function expectIntegration(
		declared: Program,
		name: string,
		httpMethod: string,
	): void {
		const restApi = output(declared, "api-rest");
		expectInputs(declared, `${name}-integration`, {
			restApi,
			resourceId: output(declared, name),
			httpMethod,
			type: "AWS_PROXY",
			integrationHttpMethod: "POST",
			uri: output(declared, "lambda-live", "invokeArn"),
			timeoutMilliseconds: 29_000,
		});
		const path = declared.inputs(name).pathPart;
		expectInputs(declared, `${name}-permission`, {
			action: "lambda:InvokeFunction",
			function: output(declared, "lambda-reasoning", "name"),
			qualifier: "live",
			principal: "apigateway.amazonaws.com",
			sourceArn: `arn:aws:execute-api:${region}:${account}:${restApi}/prod/${httpMethod}/${path}`,
		});
	}

	it("lets browsers of the distribution's own origin call, and of no other", async () => {
		const declared = await program();
		for (const [name, method] of [
			["api-health", "GET"],
			["api-reasoning", "POST"],
		]) {
			const place = {
				restApi: output(declared, "api-rest"),
				resourceId: output(declared, String(name)),
				httpMethod: "OPTIONS",
			};
			const headers = {
				"Access-Control-Allow-Origin": `'${originOf(declared)}'`,
				"Access-Control-Allow-Methods": `'${method}'`,
				"Access-Control-Allow-Headers": "'Content-Type'",
				"Access-Control-Max-Age": "'86400'",
				Vary: "'Origin'",
			};
			const named = (value: (literal: string) => unknown) =>
				Object.fromEntries(
					Object.entries(headers).map(([header, literal]) => [
						`method.response.header.${header}`,
						value(literal),
					]),
				);
			expectInputs(declared, `${name}-preflight`, {
				...place,
				authorization: "NONE",
			});
			expectInputs(declared, `${name}-preflight-integration`, {
				...place,
				type: "MOCK",
				requestTemplates: { "application/json": '{"statusCode":204}' },
			});
			expectInputs(declared, `${name}-preflight-response`, {
				...place,
				statusCode: "204",
				responseParameters: named(() => true),
			});
			expectInputs(declared, `${name}-preflight-integration-response`, {
				...place,
				statusCode: "204",
				responseParameters: named((literal) => literal),
			});
		}
	});

	for (const [type, statusCode, error, retryAfter] of gatewayResponses)
		it(`tells ${type} in the words of the contract`, async () => {
			const declared = await program();
			const { responseTemplates, ...inputs } = declared.inputs(
				responseName(type),
			);
			expect(inputs).to.deep.equal({
				restApiId: output(declared, "api-rest"),
				responseType: type,
				...(statusCode && { statusCode }),
				responseParameters: {
					"gatewayresponse.header.Access-Control-Allow-Origin": `'${originOf(declared)}'`,
					"gatewayresponse.header.Vary": "'Origin'",
					"gatewayresponse.header.Cache-Control": "'no-store'",
					...(retryAfter && {
						"gatewayresponse.header.Retry-After": `'${retryAfter}'`,
					}),
				},
			});
			const templates = responseTemplates as Record<string, string>;
			expect(Object.keys(templates)).to.deep.equal(["application/json"]);
			const body = JSON.parse(templates["application/json"] ?? "");
			expect(body).to.have.all.keys("error", "message", "request_id");
			expect(body).to.include({ error, request_id: "$context.requestId" });
			expect(body.message).to.match(/^[A-Z].*\.$/);
			expect(body.message).not.to.match(/aws|amazon|lambda|dynamo/i);
		});

	it("limits the key by rate, burst and day, and the whole stage by rate and burst", async () => {
		const declared = await program("dev", {
			apiRateLimit: "11",
			apiBurstLimit: "22",
			apiDailyQuota: "33",
			apiDataTrace: "false",
		});
		const restApi = output(declared, "api-rest");
		expectInputs(declared, "api-usage-plan", {
			apiStages: [{ apiId: restApi, stage: "prod" }],
			throttleSettings: { rateLimit: 11, burstLimit: 22 },
			quotaSettings: { limit: 33, period: "DAY" },
		});
		expectInputs(declared, "api-usage-plan-key", {
			usagePlanId: output(declared, "api-usage-plan"),
			keyId: output(declared, "api-key"),
			keyType: "API_KEY",
		});
		expectInputs(declared, "api-method-settings", {
			restApi,
			stageName: "prod",
			methodPath: "*/*",
			settings: {
				metricsEnabled: true,
				loggingLevel: "INFO",
				dataTraceEnabled: false,
				throttlingRateLimit: 11,
				throttlingBurstLimit: 22,
			},
		});
	});

	it("admits 100 requests a second, 200 at once and 10,000 a day by default, and traces whole requests", async () => {
		const declared = await program();
		expect(declared.inputs("api-usage-plan")).to.deep.include({
			throttleSettings: { rateLimit: 100, burstLimit: 200 },
			quotaSettings: { limit: 10_000, period: "DAY" },
		});
		expect(declared.inputs("api-method-settings").settings).to.include({
			throttlingRateLimit: 100,
			throttlingBurstLimit: 200,
			dataTraceEnabled: true,
		});
		expectInputs(declared, "api-key", {
			description: "Added by the distribution; no browser holds it",
		});
	});

	it("traces, and logs accesses as JSON without addresses", async () => {
		const declared = await program();
		const {
			accessLogSettings,
			tags: _,
			...stage
		} = declared.inputs("api-stage");
		expect(stage).to.deep.equal({
			restApi: output(declared, "api-rest"),
			deployment: output(declared, "api-deployment"),
			stageName: "prod",
			xrayTracingEnabled: true,
		});
		const { destinationArn, format } = accessLogSettings as {
			destinationArn: string;
			format: string;
		};
		expect(destinationArn).to.equal(output(declared, "api-access-log", "arn"));
		expect(JSON.parse(format)).to.deep.equal({
			requestId: "$context.requestId",
			requestTime: "$context.requestTime",
			httpMethod: "$context.httpMethod",
			path: "$context.path",
			resourcePath: "$context.resourcePath",
			status: "$context.status",
			responseLength: "$context.responseLength",
			responseLatency: "$context.responseLatency",
			integrationLatency: "$context.integrationLatency",
			integrationStatus: "$context.integration.status",
			errorType: "$context.error.responseType",
			xrayTraceId: "$context.xrayTraceId",
			wafStatus: "$context.waf.status",
		});
	});

	it("keeps both of its logs for the configured time, the execution log under API Gateway's own name", async () => {
		const declared = await program("dev", { logRetentionDays: "30" });
		expectInputs(declared, "api-access-log", {
			name: "/aws/apigateway/dev-access",
			retentionInDays: 30,
		});
		expectInputs(declared, "api-execution-log", {
			name: `API-Gateway-Execution-Logs_${output(declared, "api-rest")}/prod`,
			retentionInDays: 30,
		});
	});

	it("sets the account's log role, which stays when the stack goes", async () => {
		const declared = await program();
		expectInputs(declared, "api-account", {
			cloudwatchRoleArn: output(declared, "api-log-role", "arn"),
		});
		expectInputs(declared, "api-log-role", {
			description: "What API Gateway logs as, for all APIs of the account",
			assumeRolePolicy: trust("apigateway.amazonaws.com"),
		});
		expectInputs(declared, "api-log-role-policy", {
			role: output(declared, "api-log-role", "name"),
			policyArn:
				"arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
		});
		for (const name of ["account", "log-role", "log-role-policy"])
			expect(declared.one(`api-${name}`).options.retainOnDelete).to.equal(true);
	});

	it("leaves the account's log role to another stack when told so", async () => {
		const declared = await program("dev", { apiGatewayLogRole: "false" });
		expect(declared.ofType(types.account)).to.deep.equal([]);
		expect(declared.children("api")).not.to.have.property("api-log-role");
	});

	it("blocks on the stage what did not come through the distribution", async () => {
		const prod = await program("prod");
		const visible = (metricName: string) => ({
			metricName,
			cloudwatchMetricsEnabled: true,
			sampledRequestsEnabled: true,
		});
		expectInputs(prod, "api-origin-lock", {
			scope: "REGIONAL",
			description: "Admits what came through the distribution",
			defaultAction: { block: {} },
			rules: secret([
				{
					name: "through-distribution",
					priority: 0,
					action: { allow: {} },
					statement: {
						byteMatchStatement: {
							searchString: output(prod, "api-key", "value"),
							positionalConstraint: "EXACTLY",
							fieldToMatch: { singleHeader: { name: "x-api-key" } },
							textTransformations: [{ priority: 0, type: "NONE" }],
						},
					},
					visibilityConfig: visible("through-distribution"),
				},
			]),
			visibilityConfig: visible("origin-lock"),
		});
		expectInputs(prod, "api-origin-lock-association", {
			resourceArn: output(prod, "api-stage", "arn"),
			webAclArn: output(prod, "api-origin-lock", "arn"),
		});
		expectInputs(prod, "api-origin-lock-log-group", {
			name: "aws-waf-logs-prod-stage",
			retentionInDays: 14,
		});
		expectInputs(prod, "api-origin-lock-log", {
			resourceArn: output(prod, "api-origin-lock", "arn"),
			logDestinationConfigs: [output(prod, "api-origin-lock-log-group", "arn")],
			redactedFields: [{ singleHeader: { name: "x-api-key" } }],
			loggingFilter: {
				defaultBehavior: "DROP",
				filters: [
					{
						behavior: "KEEP",
						requirement: "MEETS_ANY",
						conditions: [{ actionCondition: { action: "BLOCK" } }],
					},
				],
			},
		});
	});
});
