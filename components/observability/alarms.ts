/** The CloudWatch alarms, as data. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { stageName } from "../api/api.ts";
import { edgeRegion } from "../edgeRegion.ts";
import { metricsNamespace, metricsService } from "../lambda/lambda.ts";
import type { Tags } from "../tags.ts";
import type { Severity, Topics } from "./alerts.ts";
import { expression, type Metric, period, shareOf, sum } from "./metrics.ts";
import type { ThrottleMetrics } from "./throttleMetrics.ts";

export interface AlarmsArgs {
	/** The stack's name: in the alarms' names. */
	stack: string;
	function: aws.lambda.Function;
	table: aws.dynamodb.Table;
	restApi: aws.apigateway.RestApi;
	edgeFunction: aws.cloudfront.Function;
	throttles: ThrottleMetrics;
	tags: Tags;
}

interface Alarm {
	name: string;
	severity: Severity;
	/** The problem, and the first thing to do. */
	description: string;
	/** One metric, or a metric math expression over several. */
	watch: aws.cloudwatch.MetricAlarmArgs;
	threshold: number;
	/** Region of its metrics; the stack's region when undefined. */
	region?: typeof edgeRegion;
}

/** Creates the alarms; each notifies its topic when it enters ALARM and when it returns to OK. */
export function createAlarms(
	name: string,
	args: AlarmsArgs,
	topics: Topics,
	opts: pulumi.CustomResourceOptions,
): void {
	for (const alarm of alarmsOf(args)) {
		const { severity, region } = alarm;
		// An alarm can notify only a topic in its own region.
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
	const own = (metricName: string) => ownMetric(stack, metricName);
	return [
		{
			name: "function-errors",
			severity: "critical",
			description:
				"More than 5 % of at least 20 responses of the function are errors. Run the saved query 'errors by cause'. If it began with a release, roll the release back (docs/operate.md).",
			watch: expression(
				"Failed answers, %",
				shareOf("(FILL(thrown, 0) + FILL(handled, 0))", "calls"),
				{
					calls: lambda("Invocations"),
					thrown: lambda("Errors"),
					// 5xx that the function returns: Lambda's Errors metric counts only thrown errors.
					handled: own("ServerErrors"),
				},
			),
			threshold: 5,
		},
		{
			name: "function-duration",
			severity: "warning",
			description:
				"1 % of the responses take longer than 25 s; API Gateway times out after 29 s. Run the saved query 'slowest answers' to see whether Gemini or an AWS service is slow.",
			watch: {
				...lambda("Duration"),
				extendedStatistic: "p99",
				period,
				// A percentile of only a few calls is the slowest call.
				evaluateLowSampleCountPercentiles: "ignore",
			},
			threshold: 25_000,
		},
		{
			name: "function-throttles",
			severity: "critical",
			description:
				"Lambda throttles invocations because the account's concurrency limit is reached; visitors get errors. Check ConcurrentExecutions of the account: another function or a traffic flood may use it. If the load is legitimate, request a higher quota from AWS.",
			watch: sum(lambda("Throttles")),
			threshold: 0,
		},
		{
			name: "answers-not-saved",
			severity: "warning",
			description:
				"Answers of the model could not be saved, so the next question pays for them again. Run the saved query 'errors by cause' and check the table for throttled writes.",
			watch: sum(own("SaveErrors")),
			threshold: 0,
		},
	];
}

/** A metric that the function publishes. */
const ownMetric = (stack: string, metricName: string): Metric => ({
	namespace: metricsNamespace,
	metricName,
	dimensions: { service: metricsService(stack) },
});

function apiAlarms({ stack, restApi, throttles }: AlarmsArgs): Alarm[] {
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
				"The API rejects more than 20 % of its requests. Check errorType in the API's access log: the page may send invalid requests, or somebody may be guessing API keys.",
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
				"More than 1 % of the API's requests fail. Check the function's log first, then errorType in the API's access log.",
			watch: expression(
				"Failed requests, %",
				shareOf("(failed - FILL(waiting, 0))", "requests"),
				{
					requests: api("Count"),
					failed: api("5XXError"),
					// A crowd at one place gets 503 `in_progress`, and the page asks again.
					waiting: ownMetric(stack, "InProgress"),
				},
			),
			threshold: 1,
		},
		{
			name: "api-throttles",
			severity: "critical",
			description:
				"The API throttled more than 100 questions in five minutes; legitimate visitors are affected. Find the addresses that send the most requests in the AWS WAF log and block them with blockedAddresses. If the load is legitimate, raise apiRateLimit.",
			watch: sum(throttles.throttled),
			threshold: 100,
		},
		{
			name: "api-quota",
			severity: "critical",
			description:
				"The daily quota is used up; the API rejects every question until midnight UTC. Raise apiDailyQuota to what apiRateLimit allows in a day (docs/operate.md).",
			watch: sum(throttles.quotaExceeded),
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
				"The table throttles requests above its maximum throughput, and questions fail. Find the source of the load. If it is legitimate, raise tableMaxReadUnits or tableMaxWriteUnits.",
			// Alarms on DynamoDB metrics always ignore missing data, so they would stay in ALARM:
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
				"The edge function fails; visitors get a 502 or 503 for those requests. If it began with a release, roll the release back. Test the function in the CloudFront console.",
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
