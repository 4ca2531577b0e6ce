/** The bucket for S3's server access logs. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { privateBucket, tlsOnly } from "../bucket.ts";
import type { Tags } from "../tags.ts";

export interface AccessLogsArgs {
	/** Id of the account. Only its buckets can log here. */
	account: pulumi.Input<string>;
	/** Days after which a log file expires. */
	logRetentionDays: number;
	tags: Tags;
}

/**
 * The bucket for the access logs of the stack's buckets.
 * @returns its name, known when S3 can write to it
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function createAccessLogs(
	name: string,
	{ account, logRetentionDays, tags }: AccessLogsArgs,
	opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
	const bucket = privateBucket(
		`${name}-access-logs`,
		{
			// Without the stack's buckets, their logs are of no use.
			forceDestroy: true,
			lifecycleRules: [
				{
					id: "expired-logs",
					status: "Enabled",
					filter: { prefix: "" },
					expiration: { days: logRetentionDays },
					noncurrentVersionExpiration: { noncurrentDays: 1 },
				},
			],
			tags,
		},
		opts,
	);
	return new aws.s3.BucketPolicy(
		`${name}-access-logs-policy`,
		{
			bucket: bucket.id,
			policy: {
				Version: "2012-10-17",
				Statement: [
					{
						Sid: "WriteByS3",
						Effect: "Allow",
						Principal: { Service: "logging.s3.amazonaws.com" },
						Action: "s3:PutObject",
						Resource: bucket.arn.apply((arn) => `${arn}/*`),
						Condition: { StringEquals: { "aws:SourceAccount": account } },
					},
					tlsOnly(bucket),
				],
			},
		},
		opts,
	).bucket;
}
