import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createMethods, type MethodsArgs, stageName } from "./apiMethods.ts";
import type { Lambda } from "./lambda.ts";

export interface ApiArgs {
	/** What answers; the alias, so that releases do not touch the API. */
	lambda: Pick<Lambda, "alias">;
	/** The only origin that a browser may call from. */
	allowedOrigin: pulumi.Input<string>;
	/** Requests a second, of the key and of the whole stage. */
	rateLimit: number;
	/** Requests that may come at once. */
	burstLimit: number;
	/** Requests a day, of the key. */
	dailyQuota: number;
}

/** The REST API in front of the function. */
export class Api extends pulumi.ComponentResource {
	readonly restApi: aws.apigateway.RestApi;
	readonly stage: aws.apigateway.Stage;
	/** Proves that a request came through the distribution, which adds it. */
	readonly apiKey: aws.apigateway.ApiKey;

	constructor(
		name: string,
		args: ApiArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Api", name, {}, opts);
		const child = { parent: this };
		this.restApi = createRestApi(name, child);
		this.apiKey = new aws.apigateway.ApiKey(
			`${name}-key`,
			{ description: "Added by the distribution; no browser holds it" },
			child,
		);
		const methods = { ...args, restApi: this.restApi };
		const deployment = createDeployment(name, methods, child);
		this.stage = createStage(name, this.restApi, deployment, args, child);
		createUsagePlan(name, this, args, child);
		this.registerOutputs();
	}
}

/** Regional: CloudFront is in front of it already. */
function createRestApi(
	name: string,
	opts: pulumi.CustomResourceOptions,
): aws.apigateway.RestApi {
	return new aws.apigateway.RestApi(
		`${name}-rest`,
		{
			description: "Why may a CO2 anomaly be there?",
			apiKeySource: "HEADER",
			endpointConfiguration: { types: "REGIONAL" },
		},
		opts,
	);
}

/**
 * A picture of the methods, taken anew exactly when the inputs of one of them
 * change: API Gateway serves the picture, not the methods.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
 */
function createDeployment(
	name: string,
	args: MethodsArgs,
	opts: pulumi.CustomResourceOptions,
): aws.apigateway.Deployment {
	const { inputs, resources } = createMethods(name, args, opts);
	const hash = pulumi
		.jsonStringify(inputs)
		.apply((json) => createHash("sha256").update(json).digest("hex"));
	return new aws.apigateway.Deployment(
		`${name}-deployment`,
		{ restApi: args.restApi.id, triggers: { methods: hash } },
		{ ...opts, dependsOn: resources },
	);
}

function createStage(
	name: string,
	restApi: aws.apigateway.RestApi,
	deployment: aws.apigateway.Deployment,
	{ rateLimit, burstLimit }: ApiArgs,
	opts: pulumi.CustomResourceOptions,
): aws.apigateway.Stage {
	const stage = new aws.apigateway.Stage(
		`${name}-stage`,
		{
			restApi: restApi.id,
			deployment: deployment.id,
			stageName,
			xrayTracingEnabled: true,
		},
		opts,
	);
	// The usage plan counts only requests with the key; this counts all.
	new aws.apigateway.MethodSettings(
		`${name}-method-settings`,
		{
			restApi: restApi.id,
			stageName: stage.stageName,
			methodPath: "*/*",
			settings: {
				metricsEnabled: true,
				throttlingRateLimit: rateLimit,
				throttlingBurstLimit: burstLimit,
			},
		},
		opts,
	);
	return stage;
}

function createUsagePlan(
	name: string,
	{ restApi, stage, apiKey }: Api,
	{ rateLimit, burstLimit, dailyQuota }: ApiArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	const plan = new aws.apigateway.UsagePlan(
		`${name}-usage-plan`,
		{
			apiStages: [{ apiId: restApi.id, stage: stage.stageName }],
			throttleSettings: { rateLimit, burstLimit },
			quotaSettings: { limit: dailyQuota, period: "DAY" },
		},
		opts,
	);
	new aws.apigateway.UsagePlanKey(
		`${name}-usage-plan-key`,
		{ usagePlanId: plan.id, keyId: apiKey.id, keyType: "API_KEY" },
		opts,
	);
}
