import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Lambda } from "../lambda/lambda.ts";
import type { Tags } from "../tags.ts";
import { type ApiLogs, accessLogFormat, createLogs } from "./apiLogs.ts";
import {
	apiPaths,
	createMethods,
	type MethodsArgs,
	stageName,
} from "./apiMethods.ts";
import { configureMethods } from "./methodSettings.ts";
import { createOriginLock } from "./originLock.ts";

export { apiPaths, stageName };

export interface ApiArgs {
	/** The stack's name: in the names of log groups. */
	stack: string;
	/** The function. The API calls its alias, so a release does not change the API. */
	lambda: Pick<Lambda, "alias">;
	/** The only origin that a browser may call from. */
	allowedOrigin: pulumi.Input<string>;
	/** Requests per second for the key, and for each method of the stage. */
	rateLimit: number;
	/** Requests that may arrive at the same time. */
	burstLimit: number;
	/** Requests per day for the key. */
	dailyQuota: number;
	/** Whether to log whole requests and responses, with the visitor's address and browser. */
	dataTrace: boolean;
	/** Whether this stack sets the account's log role for API Gateway. */
	apiGatewayLogRole: boolean;
	/** Whether a firewall blocks requests that did not pass the distribution. */
	wafEnabled: boolean;
	/** Days for which CloudWatch keeps the API's logs. */
	logRetentionDays: number;
	tags: Tags;
}

/** The REST API in front of the function. */
export class Api extends pulumi.ComponentResource {
	readonly restApi: aws.apigateway.RestApi;
	readonly stage: aws.apigateway.Stage;
	/** One JSON object per request. */
	readonly accessLog: aws.cloudwatch.LogGroup;
	/** The distribution adds it to each request, as a proof of origin. */
	readonly apiKey: aws.apigateway.ApiKey;

	constructor(
		name: string,
		args: ApiArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Api", name, {}, opts);
		const child = { parent: this };
		this.restApi = createRestApi(name, args, child);
		this.apiKey = createKey(name, args, child);
		const { restApi, apiKey } = this;
		const logs = createLogs(name, { ...args, restApi }, child);
		this.accessLog = logs.accessLog;
		const deployment = createDeployment(name, { ...args, restApi }, child);
		this.stage = createStage(name, deployment, logs, args, child);
		const { stage } = this;
		createUsagePlan(name, { restApi, stage, apiKey }, args, child);
		if (args.wafEnabled)
			createOriginLock(
				`${name}-origin-lock`,
				{ ...args, stage, apiKey },
				child,
			);
		this.registerOutputs();
	}
}

/** Regional, because CloudFront is already in front of it. */
function createRestApi(
	name: string,
	{ tags }: ApiArgs,
	opts: pulumi.CustomResourceOptions,
): aws.apigateway.RestApi {
	return new aws.apigateway.RestApi(
		`${name}-rest`,
		{
			description: "Explains CO2 anomalies",
			apiKeySource: "HEADER",
			endpointConfiguration: { types: "REGIONAL" },
			tags,
		},
		opts,
	);
}

function createKey(
	name: string,
	{ tags }: ApiArgs,
	opts: pulumi.CustomResourceOptions,
): aws.apigateway.ApiKey {
	return new aws.apigateway.ApiKey(
		`${name}-key`,
		{
			description:
				"The distribution adds it to requests; browsers never get it",
			tags,
		},
		opts,
	);
}

/**
 * A snapshot of the methods, which is what API Gateway serves. A new one is made
 * exactly when the inputs of a method change.
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
	deployment: aws.apigateway.Deployment,
	{ accessLog, ready }: ApiLogs,
	args: ApiArgs,
	opts: pulumi.CustomResourceOptions,
): aws.apigateway.Stage {
	const stage = new aws.apigateway.Stage(
		`${name}-stage`,
		{
			restApi: deployment.restApi,
			deployment: deployment.id,
			stageName,
			xrayTracingEnabled: true,
			accessLogSettings: {
				destinationArn: accessLog.arn,
				format: accessLogFormat,
			},
			tags: args.tags,
		},
		{ ...opts, dependsOn: ready },
	);
	configureMethods(name, stage, args, opts);
	return stage;
}

function createUsagePlan(
	name: string,
	{ restApi, stage, apiKey }: Pick<Api, "restApi" | "stage" | "apiKey">,
	{ rateLimit, burstLimit, dailyQuota, tags }: ApiArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	const plan = new aws.apigateway.UsagePlan(
		`${name}-usage-plan`,
		{
			apiStages: [{ apiId: restApi.id, stage: stage.stageName }],
			throttleSettings: { rateLimit, burstLimit },
			quotaSettings: { limit: dailyQuota, period: "DAY" },
			tags,
		},
		opts,
	);
	new aws.apigateway.UsagePlanKey(
		`${name}-usage-plan-key`,
		{ usagePlanId: plan.id, keyId: apiKey.id, keyType: "API_KEY" },
		opts,
	);
}
