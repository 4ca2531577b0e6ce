import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Telemetry } from "../ports.ts";
import { sampledTrace, traced, traceId } from "./tracing.ts";

/** Service and namespace come from `POWERTOOLS_*`, as components/lambda/lambda.ts declares them. */
const metrics = new Metrics();

/** Loaded by the first failure: a hit needs no logger, and starts faster without it. */
const loadLogger = async () => (await import("./logger.ts")).logger;

export interface RequestTelemetry extends Telemetry {
	/** Logs the finished request, and the cause if it failed. */
	finish(outcome: string, status: number, cause?: unknown): Promise<void>;
}

/** Collects the spans, metrics and fields of one request, and logs them when it is finished. */
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
			// An answer of 503 that the page follows by itself is no failure.
			const isInProgress = outcome === "in_progress";
			if (isInProgress) counted.push("InProgress");
			else if (status >= 500) counted.push("ServerErrors");
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
			if (isInProgress || (status < 500 && cause === undefined)) return;
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
 * Bypasses `console`, which Lambda wraps: a line of JSON is one log event, whose
 * fields CloudWatch searches and takes the metrics from.
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
 * Has no await, so that concurrent requests do not mix their metrics. Without
 * metrics the list is empty, which the schema of the format allows.
 */
function embeddedMetrics(counted: string[], modelCalls: ModelCall[]) {
	for (const metric of counted) metrics.addMetric(metric, "Count", 1);
	for (const { milliseconds, failure } of modelCalls) {
		metrics.addMetric("ModelCalls", "Count", 1);
		metrics.addMetric("ModelLatency", "Milliseconds", milliseconds);
		// In a separate line, because a dimension has one value in a line.
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
