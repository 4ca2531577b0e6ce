/** The function's permissions, each beside the variable that needs it. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Base } from "../base/base.ts";
import type { Storage } from "../storage/storage.ts";

/** The resources that the function reads and writes. */
export interface FunctionResources {
	base: Pick<Base, "secret" | "parameters" | "executionRole">;
	storage: Pick<Storage, "table" | "dataBucket">;
}

/** A permission, and the environment variables that name its resources. */
export interface Access {
	variables?: Record<string, pulumi.Input<string>>;
	actions: string[];
	resources: pulumi.Input<string>[];
}

/** Exactly the AWS calls of the function, and of Lambda on its behalf. */
export function accessOf(
	{ base, storage }: FunctionResources,
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
				// Used when the parameters cannot be read at a cold start.
				GEMINI_MODEL: declaredValue(geminiModel),
				CACHE_TTL_DAYS: declaredValue(cacheTtlDays),
				ENVIRONMENT: declaredValue(environment),
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
			// Without it, S3 answers 403 instead of 404 for a missing month:
			// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
			actions: ["s3:ListBucket"],
			resources: [dataBucket.arn],
		},
		{
			actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
			resources: [logGroup.arn.apply((arn) => `${arn}:*`)],
		},
		{
			// X-Ray has no resource types:
			// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
			actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
			resources: ["*"],
		},
	];
}

function declaredValue({
	insecureValue,
}: aws.ssm.Parameter): pulumi.Output<string> {
	return insecureValue.apply((value) => value ?? "");
}

export function createPolicy(
	name: string,
	{ base }: FunctionResources,
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
