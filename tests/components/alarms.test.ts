import { expect } from "chai";
import { output } from "../support/expectations.ts";
import { type Program, program, words } from "../support/program.ts";

/** The alarm's inputs but its description, which has a form of its own. */
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
	// What happened, and what to do about it.
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

	it("are these, by severity", async () => {
		const prod = await program("prod");
		const names = prod
			.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
			.map(({ inputs }) => inputs.name);
		expect(names).to.have.members(
			words(`critical-prod-api-server-errors critical-prod-function-errors
				critical-prod-table-throttles warning-prod-api-client-errors
				warning-prod-function-duration`),
		);
	});

	it("tell of more than 5 % failed answers, handled ones counted", async () => {
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
					"IF(calls > 0, 100 * (FILL(thrown, 0) + FILL(handled, 0)) / calls, 0)",
					"Failed answers, %",
				),
			],
		});
	});

	it("tell of answers whose slowest percent takes longer than 25 s", async () => {
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

	for (const [name, severity, metricName, id, label, threshold] of [
		["api-client-errors", "warning", "4XXError", "refused", "Refused", 20],
		["api-server-errors", "critical", "5XXError", "failed", "Failed", 1],
	] as const)
		it(`tell of more than ${threshold} % ${metricName}, of 20 requests or more`, async () => {
			const prod = await program("prod");
			const api = {
				ApiName: output(prod, "api-rest", "name"),
				Stage: "prod",
			};
			expectAlarm(prod, name, severity, {
				threshold,
				metricQueries: [
					sum("requests", "AWS/ApiGateway", "Count", api),
					sum(id, "AWS/ApiGateway", metricName, api),
					value(
						`IF(requests >= 20, 100 * ${id} / requests, 0)`,
						`${label} requests, %`,
					),
				],
			});
		});

	it("tell of any throttled call of the table, and end when there is none", async () => {
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
