import { expect } from "chai";
import {
	expectInputs,
	expectServiceRole,
	expectStatements,
	output,
} from "../support/expectations.ts";
import { account, program } from "../support/program.ts";

describe("The alerts", () => {
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
});
