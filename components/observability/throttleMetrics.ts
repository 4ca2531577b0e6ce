import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { stageName } from "../api/api.ts";
import { metricsNamespace } from "../lambda/lambda.ts";
import type { Metric } from "./metrics.ts";

/** Metrics of throttled and over-quota requests, which API Gateway does not publish. */
export type ThrottleMetrics = Record<"throttled" | "quotaExceeded", Metric>;

export interface ThrottleMetricsArgs {
	/** The stack's name: in the metrics' namespace. */
	stack: string;
	/** One JSON object per request (components/api/apiLogs.ts). */
	accessLog: aws.cloudwatch.LogGroup;
}

/**
 * Counts rejected questions in the access log. `/health` is excluded: reaching
 * its own low throttle is normal.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function countThrottled(
	name: string,
	{ stack, accessLog }: ThrottleMetricsArgs,
	opts: pulumi.CustomResourceOptions,
): ThrottleMetrics {
	const count = (metricName: string, errorType: string): Metric => {
		// Dimension values come from the log line, so the namespace separates the stacks.
		const namespace = `${metricsNamespace}/${stack}`;
		new aws.cloudwatch.LogMetricFilter(
			`${name}-${metricName}`,
			{
				logGroupName: accessLog.name,
				pattern: `{ $.errorType = "${errorType}" && $.path = "/${stageName}/reasoning" }`,
				metricTransformation: {
					namespace,
					name: metricName,
					value: "1",
					unit: "Count",
				},
			},
			opts,
		);
		return { namespace, metricName };
	};
	return {
		throttled: count("Throttled", "THROTTLED"),
		quotaExceeded: count("QuotaExceeded", "QUOTA_EXCEEDED"),
	};
}
