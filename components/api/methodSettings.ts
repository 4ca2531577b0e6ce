import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface MethodSettingsArgs {
	/** Requests a second of each method, those that need no key included. */
	rateLimit: number;
	/** Requests that may come at once. */
	burstLimit: number;
	/** Whether whole requests and responses are logged. */
	dataTrace: boolean;
}

/** Detailed metrics are by method, and cost as much as all alarms: nothing here reads them. */
const metricsEnabled = false;

/**
 * A monitor asks once a minute or so, and no key keeps others from asking:
 * what is cheap to ask is cheap to answer. What is above is refused unbilled.
 */
const health = { throttlingRateLimit: 5, throttlingBurstLimit: 10 };

/** How the stage treats its methods. */
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
				// The usage plan counts only requests with the key; this counts all.
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
		// Two changes of a stage at once are a conflict.
		{ ...opts, dependsOn: all },
	);
}
