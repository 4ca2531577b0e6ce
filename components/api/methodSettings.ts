import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface MethodSettingsArgs {
	/** Requests per second for each method, with or without a key. */
	rateLimit: number;
	/** Requests that may arrive at the same time. */
	burstLimit: number;
	/** Whether to log whole requests and responses. */
	dataTrace: boolean;
}

/** No detailed metrics: they cost as much as all alarms, and nothing here reads them. */
const metricsEnabled = false;

/**
 * A monitor calls `/health` about once a minute, but anybody can call it without
 * a key. Requests above this low throttle are refused and not billed.
 */
const health = { throttlingRateLimit: 5, throttlingBurstLimit: 10 };

/** Throttles and logs of the stage's methods. */
export function configureMethods(
	name: string,
	{ restApi, stageName }: aws.apigateway.Stage,
	{ rateLimit, burstLimit, dataTrace }: MethodSettingsArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	const all = new aws.apigateway.MethodSettings(
		`${name}-method-settings`,
		{
			restApi,
			stageName,
			methodPath: "*/*",
			settings: {
				metricsEnabled,
				loggingLevel: "INFO",
				dataTraceEnabled: dataTrace,
				// The usage plan counts only requests with the key. This throttle counts all.
				throttlingRateLimit: rateLimit,
				throttlingBurstLimit: burstLimit,
			},
		},
		opts,
	);
	new aws.apigateway.MethodSettings(
		`${name}-health-settings`,
		{
			restApi,
			stageName,
			methodPath: "health/GET",
			settings: {
				metricsEnabled,
				loggingLevel: "ERROR",
				dataTraceEnabled: false,
				...health,
			},
		},
		// API Gateway refuses two changes of a stage at the same time.
		{ ...opts, dependsOn: all },
	);
}
