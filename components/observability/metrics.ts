/** Metrics in the alarms' format. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface Metric {
	namespace: string;
	metricName: string;
	dimensions?: Record<string, pulumi.Input<string>>;
}

/** Seconds covered by one value. */
export const period = 300;

/** A share of fewer requests than this says nothing: a single failure at night would be 100 %. */
const minimumRequests = 20;

/** A percentage of all requests; 0 while there are few. */
export function shareOf(part: string, all: string): string {
	return `IF(${all} >= ${minimumRequests}, 100 * ${part} / ${all}, 0)`;
}

/** The sum of one metric. */
export function sum(metric: Metric): aws.cloudwatch.MetricAlarmArgs {
	return { ...metric, statistic: "Sum", period };
}

/** An expression over the sums of several metrics. */
export function expression(
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
