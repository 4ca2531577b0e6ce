import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Api, stageName } from "../api/api.ts";
import type { Frontend } from "../frontend/frontend.ts";
import type { Lambda } from "../lambda/lambda.ts";
import type { Storage } from "../storage/storage.ts";
import type { Tags } from "../tags.ts";
import { createAlarms } from "./alarms.ts";
import { createTopics, type Topics } from "./alerts.ts";
import { createAuditTrail } from "./auditTrail.ts";
import { createBudget } from "./budget.ts";
import { createDashboard } from "./dashboard.ts";
import { countRefusals } from "./refusals.ts";
import { saveQueries } from "./savedQueries.ts";

export interface ObservabilityArgs {
	/** The stack's name: in the names of alarms, budget, dashboard, queries and sampling rule. */
	stack: string;
	/** What answers, and its log. */
	lambda: Pick<Lambda, "function" | "logGroup">;
	/** What passes the questions on, and its log. */
	api: Pick<Api, "restApi" | "accessLog">;
	/** What every request passes first. */
	frontend: Pick<Frontend, "edgeFunction">;
	/** Where answers and months are kept. */
	storage: Pick<Storage, "table" | "dataBucket" | "accessLogBucket">;
	/** Share of the API's requests that are traced, 0 to 1. */
	traceSampleRate: number;
	/** Addresses that all alarms are mailed to. */
	alertEmails: string[];
	/** HTTPS addresses that are told of critical alarms. */
	alertWebhooks: string[];
	/**
	 * Slack channel that is told of critical alarms.
	 * @default none
	 */
	slack?: { teamId: string; channelId: string } | undefined;
	/** Cost of a month that is announced, USD. */
	monthlyBudgetUsd: number;
	/** Whether it is recorded who reads the secret and the data. */
	auditTrail: boolean;
	/** Whether what was recorded outlives the stack, and somebody should be told of its alarms. */
	protectData: boolean;
	tags: Tags;
}

/** What the system shows of itself, and who is told when. */
export class Observability extends pulumi.ComponentResource {
	readonly topics: Topics;

	constructor(
		name: string,
		args: ObservabilityArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Observability", name, {}, opts);
		const child = { parent: this };
		const { stack, tags } = args;
		const { function: reasoning, logGroup } = args.lambda;
		const { restApi, accessLog } = args.api;
		const { edgeFunction } = args.frontend;
		const { table } = args.storage;
		this.topics = createTopics(name, args, child);
		const refusals = countRefusals(name, { stack, accessLog }, child);
		const watched = {
			stack,
			tags,
			function: reasoning,
			table,
			restApi,
			edgeFunction,
			refusals,
		};
		createAlarms(name, watched, this.topics, child);
		createBudget(name, args, this.topics, child);
		saveQueries(name, { stack, logGroup, accessLog }, child);
		createDashboard(name, watched, child);
		sampleTraces(name, restApi, args, child);
		leaveOutHealth(name, restApi, args, child);
		if (args.auditTrail) {
			const { protectData } = args;
			createAuditTrail(
				name,
				{ ...args, forceDestroy: !protectData },
				{ ...child, protect: protectData },
			);
		}
		this.registerOutputs();
	}
}

/**
 * How many requests API Gateway traces; the function follows it. Without a
 * reservoir the share is the share, on quiet days too.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-configuring-xray-sampling-rules.html
 */
function sampleTraces(
	name: string,
	restApi: aws.apigateway.RestApi,
	{ stack, traceSampleRate, tags }: ObservabilityArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	new aws.xray.SamplingRule(
		`${name}-sampling`,
		{
			...everyRequest(restApi),
			// No more than 32 characters, so Pulumi cannot add its own.
			ruleName: `co2-${stack}`.slice(0, 32),
			priority: 1000,
			fixedRate: traceSampleRate,
			tags,
		},
		opts,
	);
}

/** Anybody may ask `/health`, and a trace of it tells nothing: each would be paid. */
function leaveOutHealth(
	name: string,
	restApi: aws.apigateway.RestApi,
	{ stack, tags }: ObservabilityArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	new aws.xray.SamplingRule(
		`${name}-health-sampling`,
		{
			...everyRequest(restApi),
			ruleName: `co2-health-${stack}`.slice(0, 32),
			// Before the other: the first rule that fits decides.
			priority: 900,
			urlPath: "*/health",
			fixedRate: 0,
			tags,
		},
		opts,
	);
}

const everyRequest = (restApi: aws.apigateway.RestApi) => ({
	version: 1,
	reservoirSize: 0,
	serviceName: pulumi.interpolate`${restApi.name}/${stageName}`,
	serviceType: "AWS::ApiGateway::Stage",
	host: "*",
	httpMethod: "*",
	urlPath: "*",
	resourceArn: "*",
});
