import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnParts } from "../arn.ts";
import { privateBucket, tlsOnly } from "../bucket.ts";
import type { Storage } from "../storage/storage.ts";
import type { Tags } from "../tags.ts";

export interface AuditTrailArgs {
	/** The stack's name: in the trail's name. */
	stack: string;
	storage: Pick<Storage, "table" | "dataBucket" | "accessLogBucket">;
	/** Whether the trail's bucket is protected from deletion. */
	forceDestroy: boolean;
	tags: Tags;
}

/** More than a year; then the records expire by themselves. */
const keptDays = 400;

/**
 * Records who reads the secret (a management event) and the data bucket (data events).
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export function createAuditTrail(
	name: string,
	args: AuditTrailArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	const trailName = `${args.stack}-co2-anomaly-map`;
	const { dataBucket } = args.storage;
	new aws.cloudtrail.Trail(
		`${name}-trail`,
		{
			name: trailName,
			s3BucketName: createRecord(`${name}-trail`, trailName, args, opts),
			enableLogFileValidation: true,
			isMultiRegionTrail: false,
			includeGlobalServiceEvents: true,
			advancedEventSelectors: [
				{
					name: "Management events, GetSecretValue among them",
					fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }],
				},
				{
					name: "Reads of the data bucket",
					fieldSelectors: [
						{ field: "eventCategory", equals: ["Data"] },
						{ field: "resources.type", equals: ["AWS::S3::Object"] },
						{ field: "readOnly", equals: ["true"] },
						{
							field: "resources.ARN",
							startsWiths: [dataBucket.arn.apply((arn) => `${arn}/`)],
						},
					],
				},
			],
			tags: args.tags,
		},
		opts,
	);
}

/**
 * The bucket of this trail, the only writer.
 * @returns its name, known when the trail can write
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
function createRecord(
	name: string,
	trailName: string,
	{ storage, forceDestroy, tags }: AuditTrailArgs,
	opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
	const { region, account } = arnParts(storage.table.arn);
	const bucket = privateBucket(
		`${name}-record`,
		{
			forceDestroy,
			accessLogBucket: storage.accessLogBucket,
			lifecycleRules: [
				{
					id: "expired-records",
					status: "Enabled",
					filter: { prefix: "" },
					expiration: { days: keptDays },
					noncurrentVersionExpiration: { noncurrentDays: keptDays },
				},
			],
			tags,
		},
		opts,
	);
	const byTrail = {
		Effect: "Allow" as const,
		Principal: { Service: "cloudtrail.amazonaws.com" },
	};
	const trailArn = pulumi.interpolate`arn:aws:cloudtrail:${region}:${account}:trail/${trailName}`;
	return new aws.s3.BucketPolicy(
		`${name}-record-policy`,
		{
			bucket: bucket.id,
			policy: {
				Version: "2012-10-17",
				Statement: [
					{
						Sid: "CheckByTrail",
						...byTrail,
						Action: "s3:GetBucketAcl",
						Resource: bucket.arn,
						Condition: { StringEquals: { "aws:SourceArn": trailArn } },
					},
					{
						Sid: "WriteByTrail",
						...byTrail,
						Action: "s3:PutObject",
						Resource: pulumi.interpolate`${bucket.arn}/AWSLogs/${account}/*`,
						Condition: {
							StringEquals: { "aws:SourceArn": trailArn },
						},
					},
					tlsOnly(bucket),
				],
			},
		},
		opts,
	).bucket;
}
