import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Metric, Telemetry } from "../ports.ts";
import { traced } from "./tracing.ts";

/** Service and namespace come from `POWERTOOLS_*`, as components/lambda.ts declares them. */
const logger = new Logger();
const metrics = new Metrics();

export interface RequestTelemetry extends Telemetry {
	/** Writes the log line and the metrics of the finished request. */
	finish(outcome: string, status: number, cause?: unknown): void;
}

/** Collects what one request tells about itself, and writes it at its end. */
export function requestTelemetry(requestId: string): RequestTelemetry {
	const started = performance.now();
	const counted: Metric[] = [];
	const modelCalls: { milliseconds: number; failure: string | undefined }[] =
		[];
	const steps: Record<string, number> = {};
	const fields: Record<string, unknown> = {};

	return {
		async step(name, call) {
			const from = performance.now();
			try {
				return await traced(name, call);
			} finally {
				steps[name] = (steps[name] ?? 0) + performance.now() - from;
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
		warn(message, cause) {
			logger.warn(message, { request_id: requestId, error: cause as Error });
		},
		finish(outcome, status, cause) {
			steps.total = performance.now() - started;
			const milliseconds = Object.fromEntries(
				Object.entries(steps).map(([step, took]) => [step, Math.round(took)]),
			);
			logger[status >= 500 ? "error" : "info"]("request", {
				request_id: requestId,
				outcome,
				status,
				...fields,
				milliseconds,
				...(cause !== undefined && { error: cause as Error }),
			});
			publishMetrics(counted, modelCalls, status);
		},
	};
}

/** Without an await: requests that share a container in tests do not mix their numbers. */
function publishMetrics(
	counted: Metric[],
	modelCalls: { milliseconds: number; failure: string | undefined }[],
	status: number,
): void {
	for (const metric of counted) metrics.addMetric(metric, "Count", 1);
	if (status >= 500) metrics.addMetric("ServerErrors", "Count", 1);
	for (const { milliseconds, failure } of modelCalls) {
		metrics.addMetric("ModelCalls", "Count", 1);
		metrics.addMetric("ModelLatency", "Milliseconds", milliseconds);
		if (failure)
			metrics
				.singleMetric()
				.addDimension("reason", failure)
				.addMetric("ModelErrors", "Count", 1);
	}
	if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
