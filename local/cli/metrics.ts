/** Statistics of the metrics that functions write into their logs, as CloudWatch reads them. */

interface EmbeddedMetrics {
	_aws: {
		CloudWatchMetrics: { Metrics: { Name: string; Unit?: string }[] }[];
	};
	[name: string]: unknown;
}

export interface Statistics {
	unit: string;
	count: number;
	sum: number;
	min: number;
	max: number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export class Metrics {
	/** By name, over all dimensions, since the start. */
	readonly byName: Record<string, Statistics> = {};

	/** Adds the metrics of a log line. */
	take(line: string): void {
		if (!line.includes('"CloudWatchMetrics"')) return;
		const written: EmbeddedMetrics = JSON.parse(line);
		for (const { Metrics } of written._aws.CloudWatchMetrics)
			for (const { Name, Unit } of Metrics)
				for (const value of [written[Name]].flat().map(Number)) {
					const known = this.byName[Name];
					this.byName[Name] = {
						unit: Unit ?? "None",
						count: (known?.count ?? 0) + 1,
						sum: (known?.sum ?? 0) + value,
						min: Math.min(known?.min ?? value, value),
						max: Math.max(known?.max ?? value, value),
					};
				}
	}
}
