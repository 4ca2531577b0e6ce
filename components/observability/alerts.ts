/** Who is told: a topic for each severity, and its subscribers. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serviceRole } from "../serviceRole.ts";
import type { Tags } from "../tags.ts";

export type Severity = "critical" | "warning";

/** Severity decides the topic; a filter on one topic would drop the budget's messages, which are not JSON. */
export type Topics = Record<Severity, aws.sns.Topic>;

export interface AlertsArgs {
	/** The stack's name: in the name of the Slack configuration. */
	stack: string;
	/** Mailed all alarms. */
	alertEmails: string[];
	/** HTTPS addresses, told of critical alarms. */
	alertWebhooks: string[];
	/** Told of critical alarms. */
	slack?: { teamId: string; channelId: string } | undefined;
	tags: Tags;
}

export function createTopics(
	name: string,
	args: AlertsArgs,
	opts: pulumi.CustomResourceOptions,
): Topics {
	const topics = {
		critical: createTopic(`${name}-critical`, args, opts),
		warning: createTopic(`${name}-warning`, args, opts),
	};
	for (const [severity, topic] of Object.entries(topics))
		for (const endpoint of args.alertEmails)
			new aws.sns.TopicSubscription(
				`${name}-${severity}-${endpoint}`,
				{ topic: topic.arn, protocol: "email", endpoint },
				opts,
			);
	for (const endpoint of args.alertWebhooks)
		new aws.sns.TopicSubscription(
			`${name}-critical-${endpoint}`,
			{
				topic: topics.critical.arn,
				protocol: "https",
				endpoint,
				// PagerDuty and its like confirm by themselves.
				endpointAutoConfirms: true,
			},
			opts,
		);
	if (args.slack) tellSlack(name, args, topics.critical, opts);
	return topics;
}

/**
 * A topic to which CloudWatch and Budgets of this account publish, and nobody
 * else. Not encrypted with `alias/aws/sns`: services cannot use that key.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
function createTopic(
	name: string,
	{ tags }: AlertsArgs,
	opts: pulumi.CustomResourceOptions,
): aws.sns.Topic {
	const topic = new aws.sns.Topic(name, { tags }, opts);
	new aws.sns.TopicPolicy(
		`${name}-policy`,
		{
			arn: topic.arn,
			policy: pulumi.jsonStringify({
				Version: "2012-10-17",
				Statement: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"].map(
					(service) => ({
						Effect: "Allow",
						Principal: { Service: service },
						Action: "sns:Publish",
						Resource: topic.arn,
						Condition: { StringEquals: { "aws:SourceAccount": topic.owner } },
					}),
				),
			}),
		},
		opts,
	);
	return topic;
}

/** The workspace must have been authorised by hand, once: https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html */
function tellSlack(
	name: string,
	{ stack, slack, tags }: AlertsArgs,
	topic: aws.sns.Topic,
	opts: pulumi.CustomResourceOptions,
): void {
	if (!slack) return;
	const readOnly = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
	const { role } = serviceRole(
		`${name}-slack-role`,
		{
			service: "chatbot.amazonaws.com",
			description: "What the Slack channel may look at",
			policyArn: readOnly,
			tags,
		},
		opts,
	);
	new aws.chatbot.SlackChannelConfiguration(
		`${name}-slack`,
		{
			configurationName: `${stack}-co2-anomaly-map`,
			iamRoleArn: role.arn,
			slackTeamId: slack.teamId,
			slackChannelId: slack.channelId,
			snsTopicArns: [topic.arn],
			// The default guardrail is AdministratorAccess.
			guardrailPolicyArns: [readOnly],
			loggingLevel: "ERROR",
			tags,
		},
		opts,
	);
}
