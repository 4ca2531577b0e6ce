import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Lambda } from "./lambda.ts";
import type { Storage } from "./storage.ts";

export interface ObservabilityArgs {
	lambda: Pick<Lambda, "function">;
	table: Storage["table"];
	/** Told of every alarm. */
	alertEmails: string[];
}

/** Who is told what about the system. */
export class Observability extends pulumi.ComponentResource {
	readonly topic: aws.sns.Topic;

	constructor(
		name: string,
		args: ObservabilityArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Observability", name, {}, opts);
		const child = { parent: this };
		this.topic = createTopic(name, args, child);
		alarmOnErrors(name, args, this.topic, child);
		alarmOnThrottles(name, args, this.topic, child);
		this.registerOutputs();
	}
}

function createTopic(
	name: string,
	{ alertEmails }: ObservabilityArgs,
	opts: pulumi.CustomResourceOptions,
): aws.sns.Topic {
	const topic = new aws.sns.Topic(`${name}-alerts`, {}, opts);
	for (const endpoint of alertEmails)
		new aws.sns.TopicSubscription(
			`${name}-alerts-${endpoint}`,
			{ topic: topic.arn, protocol: "email", endpoint },
			opts,
		);
	return topic;
}

const fiveMinutes = 300;

function alarmOnErrors(
	name: string,
	{ lambda }: ObservabilityArgs,
	topic: aws.sns.Topic,
	opts: pulumi.CustomResourceOptions,
): void {
	const count = (id: string, metricName: string) => ({
		id,
		metric: {
			namespace: "AWS/Lambda",
			metricName,
			dimensions: { FunctionName: lambda.function.name },
			stat: "Sum",
			period: fiveMinutes,
		},
	});
	new aws.cloudwatch.MetricAlarm(
		`${name}-function-errors`,
		{
			alarmDescription:
				"More than 5 % of the function's calls fail. Look at its log group for the cause; a release can be taken back.",
			metricQueries: [
				count("errors", "Errors"),
				count("invocations", "Invocations"),
				{
					id: "rate",
					label: "Failed calls, %",
					expression: "IF(invocations > 0, 100 * errors / invocations, 0)",
					returnData: true,
				},
			],
			comparisonOperator: "GreaterThanThreshold",
			threshold: 5,
			evaluationPeriods: 1,
			treatMissingData: "notBreaching",
			alarmActions: [topic.arn],
			okActions: [topic.arn],
		},
		opts,
	);
}

function alarmOnThrottles(
	name: string,
	{ table }: ObservabilityArgs,
	topic: aws.sns.Topic,
	opts: pulumi.CustomResourceOptions,
): void {
	const events = (id: string, metricName: string) => ({
		id,
		metric: {
			namespace: "AWS/DynamoDB",
			metricName,
			dimensions: { TableName: table.name },
			stat: "Sum",
			period: fiveMinutes,
		},
	});
	new aws.cloudwatch.MetricAlarm(
		`${name}-table-throttles`,
		{
			alarmDescription:
				"The table refuses calls because it has too many. Raise its throughput, or find out who asks so much.",
			metricQueries: [
				events("reads", "ReadThrottleEvents"),
				events("writes", "WriteThrottleEvents"),
				{
					id: "throttles",
					label: "Throttled calls",
					// DynamoDB's alarms ignore what is said of missing data, and would stay in alarm:
					// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
					expression: "FILL(reads, 0) + FILL(writes, 0)",
					returnData: true,
				},
			],
			comparisonOperator: "GreaterThanThreshold",
			threshold: 0,
			evaluationPeriods: 1,
			alarmActions: [topic.arn],
			okActions: [topic.arn],
		},
		opts,
	);
}
