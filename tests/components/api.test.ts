import { expect } from "chai";
import { gatewayResponses } from "../../components/api/gatewayResponses.ts";
import {
	expectBlockedLogged,
	expectInputs,
	expectServiceRole,
	output,
} from "../support/expectations.ts";
import { program, secret, words } from "../support/program.ts";

const route = (name: string) =>
	words(`integration method permission preflight preflight-integration
		preflight-integration-response preflight-response`)
		.map((part) => `api-${name}-${part}`)
		.concat(`api-${name}`);

describe("Api", () => {
	const dev = [
		...words(`api-access-log api-account api-deployment api-execution-log api-key
			api-health-settings api-log-role api-log-role-policy api-method-settings api-question api-rest
			api-stage api-usage-plan api-usage-plan-key api-validator`),
		...route("health"),
		...route("reasoning"),
		...gatewayResponses.map(
			({ responseType }) =>
				`api-response-${responseType.toLowerCase().replaceAll("_", "-")}`,
		),
	].sort();

	it("declares the REST API with its methods, responses, limits and logs", async () => {
		expect((await program()).children("api")).to.deep.equal(dev);
	});

	it("declares a firewall on the stage with wafEnabled", async () => {
		const lock = ["", "-association", "-log", "-log-group"];
		expect((await program("prod")).children("api")).to.deep.equal(
			[...dev, ...lock.map((part) => `api-origin-lock${part}`)].sort(),
		);
	});

	it("is regional, and reads the key from the header", async () => {
		expectInputs(await program(), "api-rest", {
			apiKeySource: "HEADER",
			endpointConfiguration: { types: "REGIONAL" },
		});
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
		});
		expectInputs(declared, "api-method-settings", {
			stageName: "prod",
			methodPath: "*/*",
			settings: {
				metricsEnabled: false,
				loggingLevel: "INFO",
				dataTraceEnabled: false,
				throttlingRateLimit: 11,
				throttlingBurstLimit: 22,
			},
		});
	});

	it("throttles the method without a key separately, and logs no bodies of it", async () => {
		expectInputs(await program(), "api-health-settings", {
			stageName: "prod",
			methodPath: "health/GET",
			settings: {
				metricsEnabled: false,
				loggingLevel: "ERROR",
				dataTraceEnabled: false,
				throttlingRateLimit: 5,
				throttlingBurstLimit: 10,
			},
		});
	});

	it("leaves the key's value to AWS", async () => {
		expectInputs(await program(), "api-key", { value: undefined });
	});

	it("traces requests, and writes a JSON access log without addresses", async () => {
		const declared = await program();
		expectInputs(declared, "api-stage", {
			deployment: output(declared, "api-deployment"),
			stageName: "prod",
			xrayTracingEnabled: true,
			accessLogSettings: {
				destinationArn: output(declared, "api-access-log", "arn"),
			},
		});
		const { accessLogSettings } = declared.inputs("api-stage");
		const { format } = accessLogSettings as { format: string };
		expect(JSON.parse(format)).to.include({
			requestId: "$context.requestId",
			status: "$context.status",
			errorType: "$context.error.responseType",
		});
		expect(format).not.to.match(/identity|authorizer/);
	});

	it("retains both logs for the configured time, the execution log under API Gateway's name", async () => {
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

	it("sets the account's log role, which stays when the stack is destroyed", async () => {
		const declared = await program();
		expectInputs(declared, "api-account", {
			cloudwatchRoleArn: output(declared, "api-log-role", "arn"),
		});
		expectServiceRole(
			declared,
			"api-log-role",
			"apigateway.amazonaws.com",
			"arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
		);
		for (const name of ["account", "log-role", "log-role-policy"])
			expect(declared.one(`api-${name}`).options.retainOnDelete).to.equal(true);
	});

	it("leaves the account's log role to another stack when configured", async () => {
		const declared = await program("dev", { apiGatewayLogRole: "false" });
		const names = declared.children("api");
		expect(names).not.to.include.oneOf(["api-account", "api-log-role"]);
	});

	it("blocks requests to the stage that did not pass the distribution", async () => {
		const prod = await program("prod");
		expectInputs(prod, "api-origin-lock", {
			scope: "REGIONAL",
			defaultAction: { block: {} },
			rules: secret([
				{
					action: { allow: {} },
					statement: {
						byteMatchStatement: {
							searchString: output(prod, "api-key", "value"),
							positionalConstraint: "EXACTLY",
							fieldToMatch: { singleHeader: { name: "x-api-key" } },
						},
					},
				},
			]),
		});
		expectInputs(prod, "api-origin-lock-association", {
			resourceArn: output(prod, "api-stage", "arn"),
			webAclArn: output(prod, "api-origin-lock", "arn"),
		});
		expectBlockedLogged(prod, "api-origin-lock", {
			name: "aws-waf-logs-prod-stage",
		});
	});
});
