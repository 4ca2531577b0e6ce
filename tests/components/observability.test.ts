import { expect } from "chai";
import {
	bucketNames,
	expectInputs,
	expectServiceRole,
	expectStatements,
	output,
} from "../support/expectations.ts";
import { account, type Program, program, words } from "../support/program.ts";

interface MetricOfAlarm {
	namespace: string;
	metricName?: string;
}

describe("Observability", () => {
	const dev =
		words(`QuotaExceeded Throttled budget critical critical-policy dashboard
		query-answers-not-saved query-busiest-places query-errors-by-cause
		query-hit-ratio query-refused-requests query-requests-by-minute
		query-slowest-answers health-sampling sampling warning warning-policy`);

	/** Names of the resources, except the alarms, which have their own test. */
	const names = (declared: Program) =>
		declared
			.children("observability")
			.filter((name) => !declared.one(name).type.includes(":MetricAlarm"))
			.map((name) => name.replace("observability-", ""));

	it("declares topics, budget, queries, dashboard and sampling rule", async () => {
		expect(names(await program())).to.deep.equal(dev);
	});

	it("declares an audit trail in prod", async () => {
		expect(names(await program("prod"))).to.deep.equal(
			[
				...dev,
				"trail",
				"trail-record-policy",
				...bucketNames("trail-record"),
			].sort(),
		);
	});

	for (const severity of ["critical", "warning"])
		it(`lets only CloudWatch and Budgets of this account publish ${severity} alarms, over TLS`, async () => {
			const declared = await program();
			const topic = output(declared, `observability-${severity}`, "arn");
			const publish = (service: string) => ({
				Effect: "Allow",
				Principal: { Service: service },
				Action: "sns:Publish",
				Resource: topic,
				Condition: { StringEquals: { "aws:SourceAccount": account } },
			});
			const policy = `observability-${severity}-policy`;
			expectInputs(declared, policy, { arn: topic });
			expectStatements(declared, policy, [
				publish("cloudwatch.amazonaws.com"),
				publish("budgets.amazonaws.com"),
				{
					Sid: "TlsOnly",
					Effect: "Deny",
					Principal: "*",
					Action: "sns:Publish",
					Resource: topic,
					Condition: { Bool: { "aws:SecureTransport": "false" } },
				},
			]);
		});

	it("warns only about a protected stack whose alarms nobody receives", async () => {
		const warningsOf = async (
			stack: string,
			config: Record<string, string> = {},
		) => (await program(stack, config)).warnings;
		expect(await warningsOf("prod")).to.deep.equal([
			"nobody receives the alarms of stack prod: alertEmails, alertWebhooks and slack are empty. To fix it: npx pulumi config set --path 'alertEmails[0]' operator@example.com",
		]);
		expect(await warningsOf("dev")).to.deep.equal([]);
		for (const [key, value] of [
			["alertEmails", '["operator@example.com"]'],
			["alertWebhooks", '["https://events.example.com/enqueue"]'],
			["slack", '{"teamId":"T012AB","channelId":"C012AB"}'],
		] as const)
			expect(await warningsOf("prod", { [key]: value })).to.deep.equal([]);
	});

	it("sends every alarm by email, and only critical ones to webhooks", async () => {
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

	it("sends critical alarms to Slack, with read-only permissions", async () => {
		const declared = await program("dev", {
			slack: '{"teamId":"T012AB","channelId":"C012AB"}',
		});
		const readOnly = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
		expectInputs(declared, "observability-slack", {
			iamRoleArn: output(declared, "observability-slack-role", "arn"),
			slackTeamId: "T012AB",
			slackChannelId: "C012AB",
			snsTopicArns: [output(declared, "observability-critical", "arn")],
			guardrailPolicyArns: [readOnly],
		});
		expectServiceRole(
			declared,
			"observability-slack-role",
			"chatbot.amazonaws.com",
			readOnly,
		);
	});

	it("notifies when the month's cost is forecast, almost reached and reached", async () => {
		const prod = await program("prod");
		const notification = (
			notificationType: string,
			threshold: number,
			severity: string,
		) => ({
			notificationType,
			threshold,
			thresholdType: "PERCENTAGE",
			subscriberSnsTopicArns: [
				output(prod, `observability-${severity}`, "arn"),
			],
		});
		expectInputs(prod, "observability-budget", {
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
			fixedRate: 0.05,
			reservoirSize: 0,
			serviceName: `${output(prod, "api-rest", "name")}/prod`,
			serviceType: "AWS::ApiGateway::Stage",
			host: "*",
		});
		expect((await program()).inputs("observability-sampling")).to.include({
			fixedRate: 1,
		});
	});

	it("traces no request to /health, which anybody may ask", async () => {
		const dev = await program();
		expectInputs(dev, "observability-health-sampling", {
			fixedRate: 0,
			reservoirSize: 0,
			urlPath: "*/health",
			serviceName: `${output(dev, "api-rest", "name")}/prod`,
		});
		const priority = (name: string) =>
			Number(dev.inputs(`observability-${name}`).priority);
		expect(priority("health-sampling")).to.be.below(priority("sampling"));
	});

	it("saves the queries that an operator asks the logs first", async () => {
		const declared = await program();
		const ofApi = {
			"refused-requests": /status >= 400\n.* by status, errorType, path/,
			"requests-by-minute": /"THROTTLED".* by bin\(1m\)/,
		};
		const expected = {
			...ofApi,
			"answers-not-saved": /message like \/was not saved\/\n/,
			"slowest-answers": /sort milliseconds\.total desc/,
			"errors-by-cause":
				/message = "request failed"\n.* by outcome, error\.name/,
			"hit-ratio": /strcontains\(outcome, "cached"\)/,
			"busiest-places": /count\(\*\) as questions by place/,
		};
		for (const [title, pattern] of Object.entries(expected)) {
			const name = `observability-query-${title}`;
			expectInputs(declared, name, {
				logGroupNames: [
					title in ofApi
						? "/aws/apigateway/dev-access"
						: "/aws/lambda/dev-reasoning",
				],
			});
			expect(declared.inputs(name).queryString).to.match(pattern);
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
			"Refused by limits",
			"Edge function",
			"Model calls",
			"Cost",
		]);
		expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).to.equal(8);
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
		// CloudFront and billing have no other region.
		expect(widgets.at(5)?.properties.region).to.equal("us-east-1");
		expect(widgets.at(-1)?.properties.region).to.equal("us-east-1");
	});

	it("shows every metric that an alarm watches on the dashboard", async () => {
		const declared = await program();
		const { dashboardBody } = declared.inputs("observability-dashboard");
		const shown = String(dashboardBody);
		const watched = declared
			.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
			.flatMap(({ inputs }) => {
				const queries = (inputs.metricQueries ?? []) as {
					metric?: MetricOfAlarm;
				}[];
				return [
					inputs as unknown as MetricOfAlarm,
					...queries.map(({ metric }) => metric),
				];
			})
			.filter((metric) => metric?.metricName !== undefined);
		expect(watched).to.not.have.length(0);
		for (const metric of watched)
			expect(shown).to.include(
				`"${metric?.namespace}","${metric?.metricName}"`,
			);
	});
});
