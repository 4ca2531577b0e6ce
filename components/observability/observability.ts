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
import { saveQueries } from "./savedQueries.ts";
import { countThrottled } from "./throttleMetrics.ts";

export interface ObservabilityArgs {
	/** The stack's name: in the names of alarms, budget, dashboard, queries and sampling rule. */
	stack: string;
	/** The function and its log. */
	lambda: Pick<Lambda, "function" | "logGroup">;
	/** The API and its log. */
	api: Pick<Api, "restApi" | "accessLog">;
	/** The distribution. */
	frontend: Pick<Frontend, "edgeFunction">;
	/** The table and the data bucket. */
	storage: Pick<Storage, "table" | "dataBucket" | "accessLogBucket">;
	/** Share of the API's requests that are traced, 0 to 1. */
	traceSampleRate: number;
	/** Email addresses that receive all alarms. */
	alertEmails: string[];
	/** HTTPS endpoints that receive critical alarms. */
	alertWebhooks: string[];
	/**
	 * Slack channel that receives critical alarms.
	 * @default none
	 */
	slack?: { teamId: string; channelId: string } | undefined;
	/** Monthly budget, USD. */
	monthlyBudgetUsd: number;
	/** Whether CloudTrail records access to the secret and the data. */
	auditTrail: boolean;
	/** Whether the audit trail outlives the stack, and alarms without a subscriber cause a warning. */
	protectData: boolean;
	tags: Tags;
}

/** Alarms, budget, dashboard, saved queries, traces and audit trail. */
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
		const throttles = countThrottled(name, { stack, accessLog }, child);
		const watched = {
			stack,
			tags,
			function: reasoning,
			table,
			restApi,
			edgeFunction,
			throttles,
		};
		createAlarms(name, watched, this.topics, child);
		createBudget(name, args, this.topics, child);
		saveQueries(name, { stack, logGroup, accessLog }, child);
		createDashboard(name, watched, child);
		sampleTraces(name, restApi, args, child);
		excludeHealth(name, restApi, args, child);
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
 * The share of requests that API Gateway traces. The function follows its decision.
 * Without a reservoir, the share also holds on quiet days.
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
			// At most 32 characters, so Pulumi's random suffix may not fit.
			ruleName: `co2-${stack}`.slice(0, 32),
			priority: 1000,
			fixedRate: traceSampleRate,
			tags,
		},
		opts,
	);
}

/** Anybody can call `/health`; its traces cost money and are of no use. */
function excludeHealth(
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
			// Comes before the other rule: X-Ray applies the first rule that matches.
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
