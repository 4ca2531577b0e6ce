import { expect } from "chai";
import { expectInputs, output, trust } from "../support/expectations.ts";
import { account, type Program, program } from "../support/program.ts";

const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const query = "aws:cloudwatch/queryDefinition:QueryDefinition";

describe("Observability", () => {
	const dev = {
		"observability-api-client-errors": alarm,
		"observability-api-server-errors": alarm,
		"observability-budget": "aws:budgets/budget:Budget",
		"observability-critical": "aws:sns/topic:Topic",
		"observability-critical-policy": "aws:sns/topicPolicy:TopicPolicy",
		"observability-dashboard": "aws:cloudwatch/dashboard:Dashboard",
		"observability-function-duration": alarm,
		"observability-function-errors": alarm,
		"observability-query-busiest-places": query,
		"observability-query-errors-by-cause": query,
		"observability-query-hit-ratio": query,
		"observability-query-slowest-answers": query,
		"observability-sampling": "aws:xray/samplingRule:SamplingRule",
		"observability-table-throttles": alarm,
		"observability-warning": "aws:sns/topic:Topic",
		"observability-warning-policy": "aws:sns/topicPolicy:TopicPolicy",
	};

	it("makes topics, alarms, budget, queries, dashboard and sampling rule", async () => {
		expect((await program()).children("observability")).to.deep.equal(dev);
	});

	it("keeps an audit trail in prod", async () => {
		expect((await program("prod")).children("observability")).to.deep.equal({
			...dev,
			"observability-trail": "awsx:cloudtrail:Trail",
		});
	});

	for (const severity of ["critical", "warning"])
		it(`lets CloudWatch and Budgets of this account publish ${severity} alarms, and nobody else`, async () => {
			const declared = await program();
			const topic = output(declared, `observability-${severity}`, "arn");
			expectInputs(declared, `observability-${severity}`, {});
			const { arn, policy } = declared.inputs(
				`observability-${severity}-policy`,
			);
			expect(arn).to.equal(topic);
			const publish = (service: string) => ({
				Effect: "Allow",
				Principal: { Service: service },
				Action: "sns:Publish",
				Resource: topic,
				Condition: { StringEquals: { "aws:SourceAccount": account } },
			});
			expect(JSON.parse(String(policy))).to.deep.equal({
				Version: "2012-10-17",
				Statement: [
					publish("cloudwatch.amazonaws.com"),
					publish("budgets.amazonaws.com"),
				],
			});
		});

	it("mails every alarm, and tells webhooks of the critical ones alone", async () => {
		const declared = await program("dev", {
			alertEmails: '["operator@example.com"]',
			alertWebhooks: '["https://events.example.com/enqueue"]',
		});
		const topic = (severity: string) =>
			output(declared, `observability-${severity}`, "arn");
		const subscriptions = declared
			.ofType("aws:sns/topicSubscription:TopicSubscription")
			.map(({ inputs }) => inputs);
		const mail = { protocol: "email", endpoint: "operator@example.com" };
		expect(subscriptions).to.have.deep.members([
			{ topic: topic("critical"), ...mail },
			{ topic: topic("warning"), ...mail },
			{
				topic: topic("critical"),
				protocol: "https",
				endpoint: "https://events.example.com/enqueue",
				endpointAutoConfirms: true,
			},
		]);
	});

	it("tells Slack of critical alarms, and lets it do no more than look", async () => {
		const declared = await program("dev", {
			slack: '{"teamId":"T012AB","channelId":"C012AB"}',
		});
		const readOnly = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
		expectInputs(declared, "observability-slack", {
			configurationName: "dev-co2-anomaly-map",
			iamRoleArn: output(declared, "observability-slack-role", "arn"),
			slackTeamId: "T012AB",
			slackChannelId: "C012AB",
			snsTopicArns: [output(declared, "observability-critical", "arn")],
			guardrailPolicyArns: [readOnly],
			loggingLevel: "ERROR",
		});
		expectInputs(declared, "observability-slack-role", {
			description: "What the Slack channel may look at",
			assumeRolePolicy: trust("chatbot.amazonaws.com"),
		});
		expectInputs(declared, "observability-slack-role-policy", {
			role: output(declared, "observability-slack-role", "name"),
			policyArn: readOnly,
		});
	});

	it("announces the cost of the month when it is foreseen, near and reached", async () => {
		const prod = await program("prod");
		const notification = (
			notificationType: string,
			threshold: number,
			severity: string,
		) => ({
			notificationType,
			threshold,
			thresholdType: "PERCENTAGE",
			comparisonOperator: "GREATER_THAN",
			subscriberSnsTopicArns: [
				output(prod, `observability-${severity}`, "arn"),
			],
		});
		expectInputs(prod, "observability-budget", {
			name: "prod-co2-anomaly-map",
			budgetType: "COST",
			timeUnit: "MONTHLY",
			limitAmount: "60",
			limitUnit: "USD",
			notifications: [
				notification("FORECASTED", 100, "warning"),
				notification("ACTUAL", 80, "warning"),
				notification("ACTUAL", 100, "critical"),
			],
		});
		expect((await program()).inputs("observability-budget")).to.include({
			limitAmount: "20",
		});
	});

	it("traces 5 % of the API's requests in prod, and all in dev", async () => {
		const prod = await program("prod");
		expectInputs(prod, "observability-sampling", {
			ruleName: "co2-prod",
			priority: 1000,
			version: 1,
			fixedRate: 0.05,
			reservoirSize: 0,
			serviceName: `${output(prod, "api-rest", "name")}/prod`,
			serviceType: "AWS::ApiGateway::Stage",
			host: "*",
			httpMethod: "*",
			urlPath: "*",
			resourceArn: "*",
		});
		expect((await program()).inputs("observability-sampling")).to.include({
			fixedRate: 1,
		});
	});

	it("saves the queries that an operator asks the function's log first", async () => {
		const declared = await program();
		const expected = {
			"slowest answers": /sort milliseconds\.total desc/,
			"errors by cause":
				/message = "request failed"\n.* by outcome, error\.name/,
			"hit ratio": /strcontains\(outcome, "cached"\)/,
			"busiest places": /count\(\*\) as questions by place/,
		};
		for (const [title, pattern] of Object.entries(expected)) {
			const { queryString, ...inputs } = declared.inputs(
				`observability-query-${title.replaceAll(" ", "-")}`,
			);
			expect(inputs).to.deep.equal({
				name: `co2-anomaly-map-dev/${title}`,
				logGroupNames: ["/aws/lambda/dev-reasoning"],
			});
			expect(queryString).to.match(pattern);
		}
	});

	it("shows traffic, hit ratio, latency, errors, model calls and cost on a dashboard", async () => {
		const declared = await program();
		const { dashboardName, dashboardBody } = declared.inputs(
			"observability-dashboard",
		);
		expect(dashboardName).to.equal("dev-co2-anomaly-map");
		const { widgets } = JSON.parse(String(dashboardBody)) as {
			widgets: {
				x: number;
				y: number;
				width: number;
				properties: { title: string; region: string; metrics: unknown[][] };
			}[];
		};
		expect(
			widgets.map(({ properties }) => properties.title.split(/[:,]| of/)[0]),
		).to.deep.equal([
			"Traffic",
			"Hit ratio",
			"Latency",
			"Errors",
			"Model calls",
			"Cost",
		]);
		expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).to.equal(6);
		const [traffic] = widgets;
		expect(traffic?.properties.metrics[0]).to.deep.equal([
			"AWS/ApiGateway",
			"Count",
			"ApiName",
			output(declared, "api-rest", "name"),
			"Stage",
			"prod",
			{},
		]);
		// Billing has no other region.
		expect(widgets.at(-1)?.properties.region).to.equal("us-east-1");
	});

	it("records management events and reads of the data bucket, and keeps the record", async () => {
		const prod = await program("prod");
		const { s3Bucket, ...inputs } = prod.inputs("observability-trail");
		expect(s3Bucket).to.have.nested.property("args.forceDestroy", false);
		const { tags: _, ...trail } = inputs;
		expect(trail).to.deep.equal({
			enableLogFileValidation: true,
			isMultiRegionTrail: false,
			includeGlobalServiceEvents: true,
			advancedEventSelectors: [
				{
					name: "Management events, GetSecretValue among them",
					fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }],
				},
				{
					name: "Reads of the data bucket",
					fieldSelectors: [
						{ field: "eventCategory", equals: ["Data"] },
						{ field: "resources.type", equals: ["AWS::S3::Object"] },
						{ field: "readOnly", equals: ["true"] },
						{
							field: "resources.ARN",
							startsWiths: [`${output(prod, "storage-data", "arn")}/`],
						},
					],
				},
			],
		});
	});
});

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
