/** Metrics as alarms watch them. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface Metric {
	namespace: string;
	metricName: string;
	dimensions?: Record<string, pulumi.Input<string>>;
}

/** Seconds that a value sums up. */
export const period = 300;

/** A share of fewer requests than this says nothing: one robot, or one failure at night, would be all of them. */
const minimumRequests = 20;

/** A percentage of all requests, and 0 while they are few. */
export function shareOf(part: string, all: string): string {
	return `IF(${all} >= ${minimumRequests}, 100 * ${part} / ${all}, 0)`;
}

/** The sum of one metric. */
export function sum(metric: Metric): aws.cloudwatch.MetricAlarmArgs {
	return { ...metric, statistic: "Sum", period };
}

/** Sums over a period, and the one number that is made of them. */
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
