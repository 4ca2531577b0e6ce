/** The topics of the alarms, one per severity, and their subscribers. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { edgeRegion } from "../edgeRegion.ts";
import { serviceRole } from "../serviceRole.ts";
import type { Tags } from "../tags.ts";

export type Severity = "critical" | "warning";

/** Severity decides the topic; a filter on one topic would drop the budget's messages, which are not JSON. */
export interface Topics extends Record<Severity, aws.sns.Topic> {
	/** For critical alarms about CloudFront, whose metrics are only in one region. */
	edge: aws.sns.Topic;
}

export interface AlertsArgs {
	/** The stack's name: in the name of the Slack configuration. */
	stack: string;
	/** Email addresses that receive all alarms. */
	alertEmails: string[];
	/** HTTPS endpoints that receive critical alarms. */
	alertWebhooks: string[];
	/** Slack channel that receives critical alarms. */
	slack?: { teamId: string; channelId: string } | undefined;
	/** Whether to warn about alarms without a subscriber. */
	protectData: boolean;
	tags: Tags;
}

interface TopicArgs
	extends Pick<AlertsArgs, "alertEmails" | "alertWebhooks" | "tags"> {
	/** The stack's region when undefined. */
	region?: string;
}

export function createTopics(
	name: string,
	args: AlertsArgs,
	opts: pulumi.CustomResourceOptions,
): Topics {
	const { alertEmails, alertWebhooks, tags } = args;
	const receivers = { alertEmails, alertWebhooks, tags };
	const critical = createTopic(`${name}-critical`, receivers, opts);
	const mailed = { ...receivers, alertWebhooks: [] };
	const warning = createTopic(`${name}-warning`, mailed, opts);
	const edge =
		aws.config.region === edgeRegion
			? critical
			: createTopic(`${name}-edge`, { ...receivers, region: edgeRegion }, opts);
	notifySlack(name, args, [...new Set([critical, edge])], opts);
	warnWithoutSubscriber(args, opts);
	return { critical, warning, edge };
}

/** Warns about a protected stack whose alarms nobody receives. */
function warnWithoutSubscriber(
	{ stack, alertEmails, alertWebhooks, slack, protectData }: AlertsArgs,
	{ parent }: pulumi.CustomResourceOptions,
): void {
	const hasSubscriber = alertEmails.length + alertWebhooks.length > 0 || slack;
	if (!protectData || hasSubscriber) return;
	pulumi.log.warn(
		`nobody receives the alarms of stack ${stack}: alertEmails, alertWebhooks and slack are empty. To fix it: npx pulumi config set --path 'alertEmails[0]' operator@example.com`,
		parent,
	);
}

/**
 * A topic and its subscribers. Only CloudWatch and Budgets of this account can
 * publish, over TLS. It is not encrypted with `alias/aws/sns`, because services cannot use that key.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
function createTopic(
	name: string,
	{ alertEmails, alertWebhooks, tags, ...at }: TopicArgs,
	opts: pulumi.CustomResourceOptions,
): aws.sns.Topic {
	const topic = new aws.sns.Topic(name, { ...at, tags }, opts);
	const subscribe = (
		endpoint: string,
		how: Pick<
			aws.sns.TopicSubscriptionArgs,
			"protocol" | "endpointAutoConfirms"
		>,
	) =>
		new aws.sns.TopicSubscription(
			`${name}-${endpoint}`,
			{ ...at, topic: topic.arn, endpoint, ...how },
			opts,
		);
	for (const email of alertEmails) subscribe(email, { protocol: "email" });
	// Services such as PagerDuty confirm the subscription themselves.
	for (const webhook of alertWebhooks)
		subscribe(webhook, { protocol: "https", endpointAutoConfirms: true });
	new aws.sns.TopicPolicy(
		`${name}-policy`,
		{ ...at, arn: topic.arn, policy: topicPolicy(topic) },
		opts,
	);
	return topic;
}

function topicPolicy(topic: aws.sns.Topic): pulumi.Output<string> {
	const publish = { Action: "sns:Publish", Resource: topic.arn };
	return pulumi.jsonStringify({
		Version: "2012-10-17",
		Statement: [
			...["cloudwatch.amazonaws.com", "budgets.amazonaws.com"].map(
				(service) => ({
					Effect: "Allow",
					Principal: { Service: service },
					...publish,
					Condition: { StringEquals: { "aws:SourceAccount": topic.owner } },
				}),
			),
			{
				Sid: "TlsOnly",
				Effect: "Deny",
				Principal: "*",
				...publish,
				Condition: { Bool: { "aws:SecureTransport": "false" } },
			},
		],
	});
}

/** Somebody must have authorised the workspace once, by hand: https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html */
function notifySlack(
	name: string,
	{ stack, slack, tags }: AlertsArgs,
	topics: aws.sns.Topic[],
	opts: pulumi.CustomResourceOptions,
): void {
	if (!slack) return;
	const readOnly = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
	const { role } = serviceRole(
		`${name}-slack-role`,
		{
			service: "chatbot.amazonaws.com",
			description: "Permissions of the Slack channel: read CloudWatch",
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
			snsTopicArns: topics.map(({ arn }) => arn),
			// The default guardrail is AdministratorAccess.
			guardrailPolicyArns: [readOnly],
			loggingLevel: "ERROR",
			tags,
		},
		opts,
	);
}
