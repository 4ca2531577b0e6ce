import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { stageName } from "../api/api.ts";
import { metricsNamespace } from "../lambda/lambda.ts";
import type { Metric } from "./metrics.ts";

/** What API Gateway refuses by its limits: it has no metrics of them. */
export type RefusalMetrics = Record<"throttled" | "quotaExceeded", Metric>;

export interface RefusalsArgs {
	/** The stack's name: in the metrics' namespace. */
	stack: string;
	/** One JSON object a request (components/api/apiLogs.ts). */
	accessLog: aws.cloudwatch.LogGroup;
}

/**
 * Counts refused questions in the access log. `/health`, which has a throttle
 * of its own that is meant to be reached, is left out.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function countRefusals(
	name: string,
	{ stack, accessLog }: RefusalsArgs,
	opts: pulumi.CustomResourceOptions,
): RefusalMetrics {
	const count = (metricName: string, errorType: string): Metric => {
		// Dimensions come of the line, so the stacks are told apart by the namespace.
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
