import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleReasoning } from "../functions/bundle.ts";
import type { Base } from "./base.ts";
import type { Storage } from "./storage.ts";

export interface LambdaArgs {
	/** The stack's name: in the name of the log group. */
	stack: string;
	base: Pick<Base, "secret" | "parameters" | "executionRole">;
	storage: Pick<Storage, "table" | "dataBucket">;
	/** Asked when the model of the parameter is gone. */
	fallbackModel: string;
	reasoningLanguage: string;
	requirePublished: boolean;
	/** The only origin that a browser may call from. */
	allowedOrigin: pulumi.Input<string>;
	memorySize: number;
	/** Environments that are kept warm; 0 for none. */
	provisionedConcurrency: number;
	logRetentionDays: number;
}

/** The reasoning function; callers call `alias`, whose versions `pulumi up` replaces. */
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
		const bundle = bundleReasoning();
		this.logGroup = createLogGroup(name, args, child);
		const access = accessOf(args, this.logGroup);
		const policy = createPolicy(name, args, access, child);
		const layer = createLayer(name, args, bundle.layer, child);
		this.function = createFunction(
			name,
			args,
			{ access, layer, logGroup: this.logGroup, code: bundle.code },
			{ ...child, dependsOn: policy },
		);
		this.alias = createAlias(name, this.function, child);
		keepWarm(name, args, this.alias, child);
		this.registerOutputs();
	}
}

/** Of the function's own metrics. */
export const metricsNamespace = "CO2AnomalyMap";

const runtime = aws.lambda.Runtime.NodeJS24dX;
const architecture = "arm64";

function createLogGroup(
	name: string,
	{ stack, logRetentionDays }: LambdaArgs,
	opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
	return new aws.cloudwatch.LogGroup(
		`${name}-logs`,
		{
			name: `/aws/lambda/${stack}-reasoning`,
			retentionInDays: logRetentionDays,
		},
		opts,
	);
}

/** A right, and the variables by which the function knows what it is for. */
interface Access {
	variables?: Record<string, pulumi.Input<string>>;
	actions: string[];
	resources: pulumi.Input<string>[];
}

/** Exactly the calls that the function, and Lambda on its behalf, make. */
function accessOf(
	{ base, storage }: LambdaArgs,
	logGroup: aws.cloudwatch.LogGroup,
): Access[] {
	const { geminiModel, cacheTtlDays, environment } = base.parameters;
	const { table, dataBucket } = storage;
	return [
		{
			variables: { DYNAMODB_TABLE_NAME: table.name },
			actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
			resources: [table.arn],
		},
		{
			variables: { SECRET_NAME: base.secret.arn },
			actions: ["secretsmanager:GetSecretValue"],
			resources: [base.secret.arn],
		},
		{
			variables: {
				GEMINI_MODEL_PARAMETER: geminiModel.name,
				CACHE_TTL_DAYS_PARAMETER: cacheTtlDays.name,
				ENVIRONMENT_PARAMETER: environment.name,
			},
			actions: ["ssm:GetParameters"],
			resources: [geminiModel.arn, cacheTtlDays.arn, environment.arn],
		},
		{
			variables: { DATA_BUCKET_NAME: dataBucket.bucket },
			actions: ["s3:GetObject"],
			resources: [dataBucket.arn.apply((arn) => `${arn}/anomalies*.geojson`)],
		},
		{
			// Without it, S3 says 403 for a month that does not exist, not 404:
			// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
			actions: ["s3:ListBucket"],
			resources: [dataBucket.arn],
		},
		{
			actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
			resources: [logGroup.arn.apply((arn) => `${arn}:*`)],
		},
		{
			// X-Ray has no resources to name:
			// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
			actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
			resources: ["*"],
		},
	];
}

function createPolicy(
	name: string,
	{ base }: LambdaArgs,
	access: Access[],
	opts: pulumi.CustomResourceOptions,
): aws.iam.RolePolicy {
	return new aws.iam.RolePolicy(
		`${name}-policy`,
		{
			role: base.executionRole.id,
			policy: {
				Version: "2012-10-17",
				Statement: access.map(({ actions, resources }) => ({
					Effect: "Allow",
					Action: actions,
					Resource: resources,
				})),
			},
		},
		opts,
	);
}

/** The third-party code; a version for each content, and old ones stay for the function's old versions. */
function createLayer(
	name: string,
	{ stack }: LambdaArgs,
	folder: string,
	opts: pulumi.CustomResourceOptions,
): aws.lambda.LayerVersion {
	return new aws.lambda.LayerVersion(
		`${name}-layer`,
		{
			layerName: `${stack}-reasoning-third-party`,
			description: "The third-party code of the reasoning function",
			code: new pulumi.asset.FileArchive(folder),
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
		code: string;
	},
	opts: pulumi.CustomResourceOptions,
): aws.lambda.Function {
	return new aws.lambda.Function(
		`${name}-reasoning`,
		{
			description:
				"Why may a CO2 anomaly be there? Asks Gemini once and keeps the answer.",
			role: args.base.executionRole.arn,
			runtime,
			architectures: [architecture],
			handler: "index.handler",
			code: new pulumi.asset.FileArchive(parts.code),
			layers: [parts.layer.arn],
			memorySize: args.memorySize,
			// One second more than API Gateway waits.
			timeout: 30,
			publish: true,
			tracingConfig: { mode: "Active" },
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
					POWERTOOLS_SERVICE_NAME: "reasoning",
					POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
				},
			},
		},
		opts,
	);
}

/** What the API calls: never `$LATEST`, for which there is no provisioned concurrency. */
function createAlias(
	name: string,
	reasoning: aws.lambda.Function,
	opts: pulumi.CustomResourceOptions,
): aws.lambda.Alias {
	return new aws.lambda.Alias(
		`${name}-live`,
		{
			name: "live",
			functionName: reasoning.name,
			functionVersion: reasoning.version,
		},
		opts,
	);
}

function keepWarm(
	name: string,
	{ provisionedConcurrency }: LambdaArgs,
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
		opts,
	);
}
