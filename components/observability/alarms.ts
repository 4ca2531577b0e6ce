/** When somebody is told: the alarms, as data. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { stageName } from "../api/api.ts";
import { edgeRegion } from "../edgeRegion.ts";
import { metricsNamespace, metricsService } from "../lambda/lambda.ts";
import type { Tags } from "../tags.ts";
import type { Severity, Topics } from "./alerts.ts";
import { expression, type Metric, period, shareOf, sum } from "./metrics.ts";
import type { RefusalMetrics } from "./refusals.ts";

export interface AlarmsArgs {
	/** The stack's name: in the alarms' names. */
	stack: string;
	function: aws.lambda.Function;
	table: aws.dynamodb.Table;
	restApi: aws.apigateway.RestApi;
	edgeFunction: aws.cloudfront.Function;
	refusals: RefusalMetrics;
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
	/** Where its metrics are; the stack's own region when undefined. */
	region?: typeof edgeRegion;
}

/** Makes the alarms; each tells its topic when it begins and when it is over. */
export function createAlarms(
	name: string,
	args: AlarmsArgs,
	topics: Topics,
	opts: pulumi.CustomResourceOptions,
): void {
	for (const alarm of alarmsOf(args)) {
		const { severity, region } = alarm;
		// An alarm tells a topic of its own region alone.
		const actions = [topics[region ? "edge" : severity].arn];
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
				...(region && { region }),
				...alarm.watch,
			},
			opts,
		);
	}
}

function alarmsOf(args: AlarmsArgs): Alarm[] {
	return [
		...functionAlarms(args),
		...apiAlarms(args),
		...tableAlarms(args),
		...edgeAlarms(args),
	];
}

function functionAlarms({ stack, function: reasoning }: AlarmsArgs): Alarm[] {
	const lambda = (metricName: string): Metric => ({
		namespace: "AWS/Lambda",
		metricName,
		dimensions: { FunctionName: reasoning.name },
	});
	/** What it counts itself. */
	const own = (metricName: string): Metric => ({
		namespace: metricsNamespace,
		metricName,
		dimensions: { service: metricsService(stack) },
	});
	return [
		{
			name: "function-errors",
			severity: "critical",
			description:
				"More than 5 % of the function's answers, of 20 or more, are failures. Run the saved query 'errors by cause'; take the release back if it began with one (docs/operate.md).",
			watch: expression(
				"Failed answers, %",
				shareOf("(FILL(thrown, 0) + FILL(handled, 0))", "calls"),
				{
					calls: lambda("Invocations"),
					thrown: lambda("Errors"),
					// 5xx that it answers itself: Lambda counts only what it throws.
					handled: own("ServerErrors"),
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
			name: "function-throttles",
			severity: "critical",
			description:
				"Lambda refuses calls: the account's concurrency is used up, and visitors get errors. Look at ConcurrentExecutions of the account: another function, or a flood? Ask AWS for a higher quota if it is meant.",
			watch: sum(lambda("Throttles")),
			threshold: 0,
		},
		{
			name: "answers-not-saved",
			severity: "warning",
			description:
				"Answers of the model could not be kept, and are paid again when they are asked for again. Run the saved query 'errors by cause', and look at the table's throttles.",
			watch: sum(own("SaveErrors")),
			threshold: 0,
		},
	];
}

function apiAlarms({ restApi, refusals }: AlarmsArgs): Alarm[] {
	const api = (metricName: string): Metric => ({
		namespace: "AWS/ApiGateway",
		metricName,
		dimensions: { ApiName: restApi.name, Stage: stageName },
	});
	return [
		{
			name: "api-client-errors",
			severity: "warning",
			description:
				"More than 20 % of the API's requests are refused. Look at errorType in the API's access log: a page that asks wrongly, or somebody who tries keys?",
			watch: expression("Refused requests, %", shareOf("refused", "requests"), {
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
			watch: expression("Failed requests, %", shareOf("failed", "requests"), {
				requests: api("Count"),
				failed: api("5XXError"),
			}),
			threshold: 1,
		},
		{
			name: "api-throttles",
			severity: "critical",
			description:
				"The site's own throttle refuses questions, more than 100 in five minutes, those of honest visitors among them. Find who asks so much in the firewall's log and block it with blockedAddresses; raise apiRateLimit if it is meant.",
			watch: sum(refusals.throttled),
			threshold: 100,
		},
		{
			name: "api-quota",
			severity: "critical",
			description:
				"The site's requests of the day are used up, and every question is refused until midnight UTC. Raise apiDailyQuota to what apiRateLimit admits in a day (docs/operate.md).",
			watch: sum(refusals.quotaExceeded),
			threshold: 0,
		},
	];
}

function tableAlarms({ table }: AlarmsArgs): Alarm[] {
	const dynamodb = (metricName: string): Metric => ({
		namespace: "AWS/DynamoDB",
		metricName,
		dimensions: { TableName: table.name },
	});
	return [
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

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-functions.html */
function edgeAlarms({ edgeFunction }: AlarmsArgs): Alarm[] {
	const edge = (metricName: string): Metric => ({
		namespace: "AWS/CloudFront",
		metricName,
		dimensions: { FunctionName: edgeFunction.name, Region: "Global" },
	});
	return [
		{
			name: "edge-function-failures",
			severity: "critical",
			description:
				"The edge function fails, and whatever it fails at is a 502 or 503 to visitors. Take the release back if it began with one; test the function in the console of CloudFront.",
			watch: expression(
				"Failed runs",
				"FILL(broken, 0) + FILL(invalid, 0) + FILL(throttled, 0)",
				{
					broken: edge("FunctionExecutionErrors"),
					invalid: edge("FunctionValidationErrors"),
					throttled: edge("FunctionThrottles"),
				},
			),
			threshold: 0,
			region: edgeRegion,
		},
	];
}
