import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ReasoningBundle } from "../../build/functions.ts";
import type { Base } from "../base/base.ts";
import type { Storage } from "../storage/storage.ts";
import type { Tags } from "../tags.ts";
import { type Access, accessOf, createPolicy } from "./functionAccess.ts";
import { createAlias, type Release } from "./release.ts";

export interface LambdaArgs {
	/** The stack's name: in the names of log group, layer and metrics. */
	stack: string;
	/** The secret, the parameters and the role. */
	base: Pick<Base, "secret" | "parameters" | "executionRole">;
	/** The table of the cached answers, and the bucket of the months. */
	storage: Pick<Storage, "table" | "dataBucket">;
	/** The function's own code, and the layer with the third-party code. */
	bundle: ReasoningBundle;
	/** Id of the model to call when the configured one no longer exists. */
	fallbackModel: string;
	/** Language of the answers, as `en`. */
	reasoningLanguage: string;
	/** Whether to answer only questions about observations in the data bucket. */
	requirePublished: boolean;
	/** The only origin that a browser may call from. */
	allowedOrigin: pulumi.Input<string>;
	/** Memory in MB. */
	memorySize: number;
	/** Number of environments that Lambda keeps initialized. */
	provisionedConcurrency: number;
	/**
	 * Keeps `stableVersion` live and routes a share of the calls to the new version.
	 * @default the new version receives all calls
	 */
	release?: Release | undefined;
	/** Days for which CloudWatch keeps the function's log. */
	logRetentionDays: number;
	tags: Tags;
}

/** The reasoning function. Callers use `alias`; `pulumi up` moves it to new versions. */
export class Lambda extends pulumi.ComponentResource {
	readonly function: aws.lambda.Function;
	readonly alias: aws.lambda.Alias;
	readonly logGroup: aws.cloudwatch.LogGroup;

	constructor(
		name: string,
		args: LambdaArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Lambda", name, {}, opts);
		const child = { parent: this };
		this.logGroup = createLogGroup(name, args, child);
		const access = accessOf(args, this.logGroup);
		const policy = createPolicy(name, args, access, child);
		const layer = createLayer(name, args, child);
		this.function = createFunction(
			name,
			args,
			{ access, layer, logGroup: this.logGroup },
			{ ...child, dependsOn: policy },
		);
		this.alias = createAlias(name, args.release, this.function, child);
		createProvisionedConcurrency(name, args, this.alias, child);
		this.registerOutputs();
	}
}

/** Namespace of the function's own metrics. Their dimension `service` separates the stacks of an account. */
export const metricsNamespace = "CO2AnomalyMap";
export const metricsService = (stack: string) => `${stack}-reasoning`;

const runtime = aws.lambda.Runtime.NodeJS24dX;
const architecture = "arm64";

function createLogGroup(
	name: string,
	{ stack, logRetentionDays, tags }: LambdaArgs,
	opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
	return new aws.cloudwatch.LogGroup(
		`${name}-logs`,
		{
			name: `/aws/lambda/${stack}-reasoning`,
			retentionInDays: logRetentionDays,
			tags,
		},
		opts,
	);
}

/** The third-party code. Old layer versions stay for the function's old versions. */
function createLayer(
	name: string,
	{ stack, bundle }: LambdaArgs,
	opts: pulumi.CustomResourceOptions,
): aws.lambda.LayerVersion {
	return new aws.lambda.LayerVersion(
		`${name}-layer`,
		{
			layerName: `${stack}-reasoning-third-party`,
			description: "Third-party code of the reasoning function",
			code: new pulumi.asset.FileArchive(bundle.layer),
			compatibleRuntimes: [runtime],
			compatibleArchitectures: [architecture],
			skipDestroy: true,
		},
		opts,
	);
}

function createFunction(
	name: string,
	args: LambdaArgs,
	parts: {
		access: Access[];
		layer: aws.lambda.LayerVersion;
		logGroup: aws.cloudwatch.LogGroup;
	},
	opts: pulumi.CustomResourceOptions,
): aws.lambda.Function {
	return new aws.lambda.Function(
		`${name}-reasoning`,
		{
			description:
				"Explains a CO2 anomaly: calls Gemini once and stores the answer.",
			role: args.base.executionRole.arn,
			runtime,
			architectures: [architecture],
			handler: "index.handler",
			code: new pulumi.asset.FileArchive(args.bundle.code),
			layers: [parts.layer.arn],
			memorySize: args.memorySize,
			// One second more than API Gateway's limit.
			timeout: 30,
			publish: true,
			tracingConfig: { mode: "Active" },
			tags: args.tags,
			loggingConfig: { logFormat: "JSON", logGroup: parts.logGroup.name },
			environment: {
				variables: {
					...Object.assign(
						{},
						...parts.access.map(({ variables }) => variables),
					),
					FALLBACK_MODEL: args.fallbackModel,
					REASONING_LANGUAGE: args.reasoningLanguage,
					REQUIRE_PUBLISHED: String(args.requirePublished),
					ALLOWED_ORIGIN: args.allowedOrigin,
					POWERTOOLS_SERVICE_NAME: metricsService(args.stack),
					POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
				},
			},
		},
		opts,
	);
}

/**
 * AWS refuses changes of it while two versions share the alias, so a changed
 * number waits for the end of the release.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
function createProvisionedConcurrency(
	name: string,
	{ provisionedConcurrency, release }: LambdaArgs,
	alias: aws.lambda.Alias,
	opts: pulumi.CustomResourceOptions,
): void {
	if (provisionedConcurrency === 0) return;
	new aws.lambda.ProvisionedConcurrencyConfig(
		`${name}-provisioned-concurrency`,
		{
			functionName: alias.functionName,
			qualifier: alias.name,
			provisionedConcurrentExecutions: provisionedConcurrency,
		},
		{
			...opts,
			ignoreChanges: release?.newVersionWeight
				? ["provisionedConcurrentExecutions"]
				: [],
		},
	);
}
