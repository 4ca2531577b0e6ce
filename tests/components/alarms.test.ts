import { expect } from "chai";
import { evaluate } from "../../local/evaluate/program.ts";
import { expectInputs, output } from "../support/expectations.ts";
import { Program, program, words } from "../support/program.ts";
import { testConfig } from "../support/stacks.ts";

/** The alarm's inputs, except the description, of which only the form is checked. */
function expectAlarm(
	declared: Program,
	name: string,
	severity: "critical" | "warning",
	watched: Record<string, unknown>,
): void {
	const topic = output(declared, `observability-${severity}`, "arn");
	const { alarmDescription, tags, ...inputs } = declared.inputs(
		`observability-${name}`,
	);
	expect(inputs).to.deep.equal({
		name: `${severity}-prod-${name}`,
		comparisonOperator: "GreaterThanThreshold",
		evaluationPeriods: 1,
		treatMissingData: "notBreaching",
		alarmActions: [topic],
		okActions: [topic],
		...watched,
	});
	expect(tags).to.include({ Severity: severity });
	// The problem, and what to do.
	expect(alarmDescription).to.match(
		new RegExp(`^${severity.toUpperCase()}: [A-Z0-9].*[.?] [A-Z].*[.?]$`),
	);
}

describe("Observability's alarms", () => {
	const sum = (
		id: string,
		namespace: string,
		metricName: string,
		dimensions: Record<string, string>,
	) => ({
		id,
		metric: { namespace, metricName, dimensions, stat: "Sum", period: 300 },
	});
	const value = (expression: string, label: string) => ({
		id: "value",
		expression,
		label,
		returnData: true,
	});

	it("have these names and severities", async () => {
		const prod = await program("prod");
		const names = prod
			.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
			.map(({ inputs }) => inputs.name);
		expect(names).to.have.members(
			words(`critical-prod-api-quota critical-prod-api-server-errors
				critical-prod-api-throttles critical-prod-edge-function-failures
				critical-prod-function-errors critical-prod-function-throttles
				critical-prod-table-throttles warning-prod-answers-not-saved
				warning-prod-api-client-errors warning-prod-function-duration`),
		);
	});

	it("alert on more than 5 % failed answers of at least 20, including handled errors", async () => {
		const prod = await program("prod");
		const FunctionName = output(prod, "lambda-reasoning", "name");
		expectAlarm(prod, "function-errors", "critical", {
			threshold: 5,
			metricQueries: [
				sum("calls", "AWS/Lambda", "Invocations", { FunctionName }),
				sum("thrown", "AWS/Lambda", "Errors", { FunctionName }),
				sum("handled", "CO2AnomalyMap", "ServerErrors", {
					service: "prod-reasoning",
				}),
				value(
					"IF(calls >= 20, 100 * (FILL(thrown, 0) + FILL(handled, 0)) / calls, 0)",
					"Failed answers, %",
				),
			],
		});
	});

	it("alert on a 99th percentile of the duration above 25 s", async () => {
		const prod = await program("prod");
		expectAlarm(prod, "function-duration", "warning", {
			threshold: 25_000,
			namespace: "AWS/Lambda",
			metricName: "Duration",
			dimensions: { FunctionName: output(prod, "lambda-reasoning", "name") },
			extendedStatistic: "p99",
			evaluateLowSampleCountPercentiles: "ignore",
			period: 300,
		});
	});

	const ofApi = (prod: Program) => ({
		ApiName: output(prod, "api-rest", "name"),
		Stage: "prod",
	});

	it("alert on more than 20 % 4xx of at least 20 requests", async () => {
		const prod = await program("prod");
		expectAlarm(prod, "api-client-errors", "warning", {
			threshold: 20,
			metricQueries: [
				sum("requests", "AWS/ApiGateway", "Count", ofApi(prod)),
				sum("refused", "AWS/ApiGateway", "4XXError", ofApi(prod)),
				value(
					"IF(requests >= 20, 100 * refused / requests, 0)",
					"Refused requests, %",
				),
			],
		});
	});

	it("alert on more than 1 % 5xx of at least 20 requests, without those in progress", async () => {
		const prod = await program("prod");
		expectAlarm(prod, "api-server-errors", "critical", {
			threshold: 1,
			metricQueries: [
				sum("requests", "AWS/ApiGateway", "Count", ofApi(prod)),
				sum("failed", "AWS/ApiGateway", "5XXError", ofApi(prod)),
				sum("waiting", "CO2AnomalyMap", "InProgress", {
					service: "prod-reasoning",
				}),
				value(
					"IF(requests >= 20, 100 * (failed - FILL(waiting, 0)) / requests, 0)",
					"Failed requests, %",
				),
			],
		});
	});

	for (const [name, severity, threshold, namespace, metricName, dimensions] of [
		[
			"function-throttles",
			"critical",
			0,
			"AWS/Lambda",
			"Throttles",
			"function",
		],
		["answers-not-saved", "warning", 0, "CO2AnomalyMap", "SaveErrors", "own"],
		["api-throttles", "critical", 100, "CO2AnomalyMap/prod", "Throttled", ""],
		["api-quota", "critical", 0, "CO2AnomalyMap/prod", "QuotaExceeded", ""],
	] as const)
		it(`alert on more than ${threshold} ${metricName}`, async () => {
			const prod = await program("prod");
			const all = {
				function: { FunctionName: output(prod, "lambda-reasoning", "name") },
				own: { service: "prod-reasoning" },
			};
			expectAlarm(prod, name, severity, {
				threshold,
				namespace,
				metricName,
				...(dimensions && { dimensions: all[dimensions] }),
				statistic: "Sum",
				period: 300,
			});
		});

	for (const [metricName, errorType] of [
		["Throttled", "THROTTLED"],
		["QuotaExceeded", "QUOTA_EXCEEDED"],
	])
		it(`count questions that API Gateway rejects as ${errorType} in its access log`, async () => {
			expectInputs(await program("prod"), `observability-${metricName}`, {
				logGroupName: "/aws/apigateway/prod-access",
				pattern: `{ $.errorType = "${errorType}" && $.path = "/prod/reasoning" }`,
				metricTransformation: {
					namespace: "CO2AnomalyMap/prod",
					name: metricName,
					value: "1",
				},
			});
		});

	it("alert on any failure of the edge function, in the region of its metrics", async () => {
		const prod = await program("prod");
		const edge = {
			FunctionName: output(prod, "frontend-viewer-request", "name"),
			Region: "Global",
		};
		expectAlarm(prod, "edge-function-failures", "critical", {
			threshold: 0,
			region: "us-east-1",
			metricQueries: [
				sum("broken", "AWS/CloudFront", "FunctionExecutionErrors", edge),
				sum("invalid", "AWS/CloudFront", "FunctionValidationErrors", edge),
				sum("throttled", "AWS/CloudFront", "FunctionThrottles", edge),
				value(
					"FILL(broken, 0) + FILL(invalid, 0) + FILL(throttled, 0)",
					"Failed runs",
				),
			],
		});
	});

	it("notify a topic in CloudFront's region when the stack has another region", async () => {
		const stack = testConfig("dev", {
			geminiKey: "test-key",
			alertEmails: '["operator@example.com"]',
		});
		stack.values["aws:region"] = "eu-west-1";
		const abroad = new Program(await evaluate(stack));
		const topic = output(abroad, "observability-edge", "arn");
		expect(topic).to.match(/^arn:aws:sns:us-east-1:/);
		expectInputs(abroad, "observability-edge-function-failures", {
			region: "us-east-1",
			alarmActions: [topic],
		});
		expectInputs(abroad, "observability-edge-operator@example.com", {
			region: "us-east-1",
			topic,
			protocol: "email",
		});
		expectInputs(abroad, "observability-api-quota", {
			alarmActions: [output(abroad, "observability-critical", "arn")],
		});
	});

	it("alert on any throttled call of the table, and end without one", async () => {
		const prod = await program("prod");
		const table = { TableName: "prod-CO2ReasoningCache" };
		expectAlarm(prod, "table-throttles", "critical", {
			threshold: 0,
			metricQueries: [
				sum("reads", "AWS/DynamoDB", "ReadThrottleEvents", table),
				sum("writes", "AWS/DynamoDB", "WriteThrottleEvents", table),
				value("FILL(reads, 0) + FILL(writes, 0)", "Throttled calls"),
			],
		});
	});
});
