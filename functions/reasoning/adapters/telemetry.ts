import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Telemetry } from "../ports.ts";
import { sampledTrace, traced, traceId } from "./tracing.ts";

/** Service and namespace come from `POWERTOOLS_*`, as components/lambda/lambda.ts declares them. */
const metrics = new Metrics();

/** A hit tells of no failure, and starts sooner without what tells it. */
const loadLogger = async () => (await import("./logger.ts")).logger;

export interface RequestTelemetry extends Telemetry {
	/** Writes the line of the finished request, and why it failed if it did. */
	finish(outcome: string, status: number, cause?: unknown): Promise<void>;
}

/** Collects what one request tells about itself, and writes it at its end. */
export function requestTelemetry(requestId: string): RequestTelemetry {
	const started = performance.now();
	const trace = sampledTrace();
	const counted: string[] = [];
	const modelCalls: ModelCall[] = [];
	const spans: Record<string, number> = {};
	const fields: Record<string, unknown> = {};

	return {
		async span(name, call) {
			const from = performance.now();
			try {
				return await (trace ? traced(trace, name, call) : call());
			} finally {
				spans[name] = (spans[name] ?? 0) + performance.now() - from;
			}
		},
		count(metric) {
			counted.push(metric);
		},
		modelCall(milliseconds, failure) {
			modelCalls.push({ milliseconds, failure });
		},
		note(more) {
			Object.assign(fields, more);
		},
		async warn(message, cause) {
			const logger = await loadLogger();
			logger.warn(message, { request_id: requestId, error: cause as Error });
		},
		async finish(outcome, status, cause) {
			const milliseconds: Record<string, number> = {};
			for (const name in spans)
				milliseconds[name] = Math.round(spans[name] ?? 0);
			milliseconds.total = Math.round(performance.now() - started);
			if (status >= 500) counted.push("ServerErrors");
			writeLine({
				level: "INFO",
				message: "request",
				timestamp: new Date().toISOString(),
				request_id: requestId,
				xray_trace_id: trace && traceId(trace),
				outcome,
				status,
				...fields,
				milliseconds,
				...embeddedMetrics(counted, modelCalls),
			});
			if (status < 500 && cause === undefined) return;
			const logger = await loadLogger();
			logger[status < 500 ? "warn" : "error"]("request failed", {
				request_id: requestId,
				outcome,
				error: cause as Error,
			});
		},
	};
}

/**
 * Past `console`, which Lambda wraps: a line of JSON is an event of its own,
 * whose fields CloudWatch searches and takes the metrics from.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function writeLine(fields: Record<string, unknown>): void {
	process.stdout.write(`${JSON.stringify(fields)}\n`);
}

interface ModelCall {
	milliseconds: number;
	failure: string | undefined;
}

/**
 * Without an await: requests that share a container in tests do not mix their
 * numbers. Who counts nothing has an empty list, which the format's schema allows.
 */
function embeddedMetrics(counted: string[], modelCalls: ModelCall[]) {
	for (const metric of counted) metrics.addMetric(metric, "Count", 1);
	for (const { milliseconds, failure } of modelCalls) {
		metrics.addMetric("ModelCalls", "Count", 1);
		metrics.addMetric("ModelLatency", "Milliseconds", milliseconds);
		// A line of its own: a dimension has one value in a line.
		if (failure)
			metrics
				.singleMetric()
				.addDimension("reason", failure)
				.addMetric("ModelErrors", "Count", 1);
	}
	const embedded = metrics.serializeMetrics();
	metrics.clearMetrics();
	return embedded;
}
