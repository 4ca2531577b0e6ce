import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { stageName } from "../api/api.ts";
import { edgeRegion } from "../edgeRegion.ts";
import { metricsNamespace, metricsService } from "../lambda/lambda.ts";
import type { Metric as Watched } from "./metrics.ts";
import type { ThrottleMetrics } from "./throttleMetrics.ts";

export interface DashboardArgs {
	/** The stack's name: in the dashboard's name. */
	stack: string;
	function: aws.lambda.Function;
	table: aws.dynamodb.Table;
	restApi: aws.apigateway.RestApi;
	edgeFunction: aws.cloudfront.Function;
	throttles: ThrottleMetrics;
}

/** A metric in a dashboard's format: namespace, name, dimensions, options. */
type Metric = (pulumi.Input<string> | object)[];

interface Panel {
	title: string;
	metrics: Metric[];
	stat: string;
	/** The stack's region when undefined. */
	region?: string;
	/** Seconds between two points. */
	period?: number;
}

/** Half of the grid of 24 columns. */
const width = 12;
const height = 6;

/** The metrics of the alarms, and those that explain them. */
export function createDashboard(
	name: string,
	args: DashboardArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	const { region } = args.restApi;
	const widgets = panels(args).map((panel, index) => ({
		type: "metric",
		x: (index % 2) * width,
		y: Math.floor(index / 2) * height,
		width,
		height,
		properties: {
			title: panel.title,
			view: "timeSeries",
			region: panel.region ?? region,
			stat: panel.stat,
			period: panel.period ?? 300,
			metrics: panel.metrics,
		},
	}));
	new aws.cloudwatch.Dashboard(
		`${name}-dashboard`,
		{
			dashboardName: `${args.stack}-co2-anomaly-map`,
			dashboardBody: pulumi.jsonStringify({ widgets }),
		},
		opts,
	);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function panels(args: DashboardArgs): Panel[] {
	const api = (metric: string, options = {}): Metric => [
		"AWS/ApiGateway",
		metric,
		"ApiName",
		args.restApi.name,
		"Stage",
		stageName,
		options,
	];
	const lambda = (metric: string, options = {}): Metric => [
		"AWS/Lambda",
		metric,
		"FunctionName",
		args.function.name,
		options,
	];
	const own = (metric: string, options = {}): Metric => [
		metricsNamespace,
		metric,
		"service",
		metricsService(args.stack),
		options,
	];
	const table = (metric: string): Metric => [
		"AWS/DynamoDB",
		metric,
		"TableName",
		args.table.name,
	];
	const counted = ({ namespace, metricName }: Watched): Metric => [
		namespace,
		metricName,
	];
	const edge = (metric: string): Metric => [
		"AWS/CloudFront",
		metric,
		"FunctionName",
		args.edgeFunction.name,
		"Region",
		"Global",
	];
	return [
		{
			title: "Traffic: requests",
			stat: "Sum",
			metrics: [api("Count"), lambda("Invocations")],
		},
		{
			title: "Hit ratio, %",
			stat: "Sum",
			metrics: [
				own("CacheHit", { id: "hits", visible: false }),
				own("Coalesced", { id: "shared", visible: false }),
				own("CacheMiss", { id: "misses", visible: false }),
				[
					{
						expression:
							"100 * FILL(hits, 0) / (FILL(hits, 0) + FILL(misses, 0))",
						label: "answered from the table",
					},
				],
				[
					{
						expression: "100 * FILL(shared, 0) / FILL(misses, 0)",
						label: "of the misses, shared with another request",
					},
				],
			],
		},
		{
			title: "Latency, ms",
			stat: "p99",
			metrics: [
				api("Latency"),
				lambda("Duration"),
				own("ModelLatency"),
				lambda("Duration", { stat: "p50", label: "Duration p50" }),
			],
		},
		{
			title: "Errors",
			stat: "Sum",
			metrics: [
				api("4XXError"),
				api("5XXError"),
				lambda("Errors"),
				own("ServerErrors"),
				own("InProgress"),
				table("ReadThrottleEvents"),
				table("WriteThrottleEvents"),
			],
		},
		{
			title: "Refused by limits",
			stat: "Sum",
			metrics: [
				counted(args.throttles.throttled),
				counted(args.throttles.quotaExceeded),
				lambda("Throttles"),
			],
		},
		{
			title: "Edge function",
			stat: "Sum",
			region: edgeRegion,
			metrics: [
				edge("FunctionInvocations"),
				edge("FunctionExecutionErrors"),
				edge("FunctionValidationErrors"),
				edge("FunctionThrottles"),
			],
		},
		{
			title: "Model calls",
			stat: "Sum",
			metrics: [
				own("ModelCalls"),
				own("ModelFallbacks"),
				own("SaveErrors"),
				[
					{
						expression: `SEARCH('{${metricsNamespace},reason,service} MetricName="ModelErrors" service="${metricsService(args.stack)}"', 'Sum', 300)`,
						label: "ModelErrors",
					},
				],
			],
		},
		{
			title: "Cost of the month so far, USD (whole account)",
			stat: "Maximum",
			region: edgeRegion,
			period: 21_600,
			metrics: [["AWS/Billing", "EstimatedCharges", "Currency", "USD"]],
		},
	];
}
