/** When somebody is told: the alarms, as data. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { stageName } from "../api/api.ts";
import { metricsNamespace, metricsService } from "../lambda/lambda.ts";
import type { Tags } from "../tags.ts";
import type { Severity, Topics } from "./alerts.ts";

export interface AlarmsArgs {
	/** The stack's name: in the alarms' names. */
	stack: string;
	function: aws.lambda.Function;
	table: aws.dynamodb.Table;
	restApi: aws.apigateway.RestApi;
	tags: Tags;
}

interface Alarm {
	name: string;
	severity: Severity;
	/** What happened, and what to do. */
	description: string;
	/** What is watched: one metric, or an expression of several. */
	watch: aws.cloudwatch.MetricAlarmArgs;
	threshold: number;
}

interface Metric {
	namespace: string;
	metricName: string;
	dimensions: Record<string, pulumi.Input<string>>;
}

const period = 300;

/** A share of fewer requests than this says nothing: one robot would be all of them. */
const minimumRequests = 20;

/** Makes the alarms; each tells its topic when it begins and when it is over. */
export function createAlarms(
	name: string,
	args: AlarmsArgs,
	topics: Topics,
	opts: pulumi.CustomResourceOptions,
): void {
	for (const alarm of alarmsOf(args)) {
		const { severity } = alarm;
		const actions = [topics[severity].arn];
		new aws.cloudwatch.MetricAlarm(
			`${name}-${alarm.name}`,
			{
				name: `${severity}-${args.stack}-${alarm.name}`,
				alarmDescription: `${severity.toUpperCase()}: ${alarm.description}`,
				comparisonOperator: "GreaterThanThreshold",
				threshold: alarm.threshold,
				evaluationPeriods: 1,
				treatMissingData: "notBreaching",
				alarmActions: actions,
				okActions: actions,
				tags: { ...args.tags, Severity: severity },
				...alarm.watch,
			},
			opts,
		);
	}
}

function alarmsOf(args: AlarmsArgs): Alarm[] {
	const { stack, function: reasoning, table, restApi } = args;
	const lambda = (metricName: string): Metric => ({
		namespace: "AWS/Lambda",
		metricName,
		dimensions: { FunctionName: reasoning.name },
	});
	const api = (metricName: string): Metric => ({
		namespace: "AWS/ApiGateway",
		metricName,
		dimensions: { ApiName: restApi.name, Stage: stageName },
	});
	const dynamodb = (metricName: string): Metric => ({
		namespace: "AWS/DynamoDB",
		metricName,
		dimensions: { TableName: table.name },
	});
	/** What the function answers as 5xx itself: Lambda counts only what it throws. */
	const handled: Metric = {
		namespace: metricsNamespace,
		metricName: "ServerErrors",
		dimensions: { service: metricsService(stack) },
	};
	return [
		{
			name: "function-errors",
			severity: "critical",
			description:
				"More than 5 % of the function's answers are failures. Run the saved query 'errors by cause'; take the release back if it began with one (docs/operations.md).",
			watch: expression(
				"Failed answers, %",
				"IF(calls > 0, 100 * (FILL(thrown, 0) + FILL(handled, 0)) / calls, 0)",
				{
					calls: lambda("Invocations"),
					thrown: lambda("Errors"),
					handled,
				},
			),
			threshold: 5,
		},
		{
			name: "function-duration",
			severity: "warning",
			description:
				"1 % of the answers take longer than 25 s, and API Gateway gives up after 29 s. Run the saved query 'slowest answers': is it Gemini, or a service of ours?",
			watch: {
				...lambda("Duration"),
				extendedStatistic: "p99",
				period,
				// A percentile of a handful of calls is their slowest.
				evaluateLowSampleCountPercentiles: "ignore",
			},
			threshold: 25_000,
		},
		{
			name: "api-client-errors",
			severity: "warning",
			description:
				"More than 20 % of the API's requests are refused. Look at errorType in the API's access log: a page that asks wrongly, or somebody who tries keys?",
			watch: expression("Refused requests, %", shareAbove("refused"), {
				requests: api("Count"),
				refused: api("4XXError"),
			}),
			threshold: 20,
		},
		{
			name: "api-server-errors",
			severity: "critical",
			description:
				"More than 1 % of the API's requests fail. Look at the function's log first, then at errorType in the API's access log.",
			watch: expression("Failed requests, %", shareAbove("failed"), {
				requests: api("Count"),
				failed: api("5XXError"),
			}),
			threshold: 1,
		},
		{
			name: "table-throttles",
			severity: "critical",
			description:
				"The table refuses calls above its ceiling, and questions fail. Find out who asks so much; raise tableMaxReadUnits or tableMaxWriteUnits if it is meant.",
			// DynamoDB's alarms ignore what is said of missing data, and would stay in alarm:
			// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
			watch: expression("Throttled calls", "FILL(reads, 0) + FILL(writes, 0)", {
				reads: dynamodb("ReadThrottleEvents"),
				writes: dynamodb("WriteThrottleEvents"),
			}),
			threshold: 0,
		},
	];
}

/** A percentage of all requests, and 0 while they are few. */
function shareAbove(part: string): string {
	return `IF(requests >= ${minimumRequests}, 100 * ${part} / requests, 0)`;
}

/** Sums over a period, and the one number that is made of them. */
function expression(
	label: string,
	text: string,
	metrics: Record<string, Metric>,
): aws.cloudwatch.MetricAlarmArgs {
	return {
		metricQueries: [
			...Object.entries(metrics).map(([id, metric]) => ({
				id,
				metric: { ...metric, stat: "Sum", period },
			})),
			{ id: "value", expression: text, label, returnData: true },
		],
	};
}
