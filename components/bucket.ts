import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "./tags.ts";

type LifecycleRule = aws.types.input.s3.BucketLifecycleConfigurationRule;

export interface BucketArgs {
	/** Whether a bucket that still holds something can be deleted. */
	forceDestroy: boolean;
	/**
	 * Name of the bucket that tells who asked this one for what.
	 * @default none, for that bucket itself
	 */
	accessLogBucket?: pulumi.Input<string>;
	/** Beside the one that aborts what was never finished. */
	lifecycleRules: LifecycleRule[];
	tags: Tags;
}

/** An upload in parts that stopped half way is invisible, and paid for. */
const abortUploads: LifecycleRule = {
	id: "abort-incomplete-uploads",
	status: "Enabled",
	filter: { prefix: "" },
	abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
};

/** What was replaced costs little, and is gone after a year. */
const expireOldVersions: LifecycleRule = {
	id: "old-versions",
	status: "Enabled",
	filter: { prefix: "" },
	noncurrentVersionTransitions: [
		{ noncurrentDays: 30, storageClass: "INTELLIGENT_TIERING" },
	],
	noncurrentVersionExpiration: { noncurrentDays: 365 },
};

/**
 * Months are read a lot while they are new. A rule cannot move an object from
 * Standard-IA to Intelligent-Tiering and both, so the current versions take
 * the one and the old ones the other. No archive tier: a page cannot wait.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const ageData: LifecycleRule[] = [
	{
		id: "current-months",
		status: "Enabled",
		filter: { prefix: "" },
		transitions: [{ days: 90, storageClass: "STANDARD_IA" }],
	},
	expireOldVersions,
];

/** Files of the page are replaced with each release; what is current stays as it is. */
export const keepReleases: LifecycleRule[] = [
	{
		id: "old-versions",
		status: "Enabled",
		filter: { prefix: "" },
		noncurrentVersionExpiration: { noncurrentDays: 90 },
	},
];

/**
 * A bucket that nobody reads but through its policy (`readableBy`), with the
 * settings that AWS recommends for every bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export function privateBucket(
	name: string,
	{ forceDestroy, accessLogBucket, lifecycleRules, tags }: BucketArgs,
	opts: pulumi.CustomResourceOptions,
): aws.s3.Bucket {
	const bucket = new aws.s3.Bucket(name, { forceDestroy, tags }, opts);
	const inBucket = { bucket: bucket.id };
	new aws.s3.BucketPublicAccessBlock(
		`${name}-public-access`,
		{
			...inBucket,
			blockPublicAcls: true,
			blockPublicPolicy: true,
			ignorePublicAcls: true,
			restrictPublicBuckets: true,
		},
		opts,
	);
	new aws.s3.BucketOwnershipControls(
		`${name}-ownership`,
		{ ...inBucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
		opts,
	);
	const versioning = new aws.s3.BucketVersioning(
		`${name}-versioning`,
		{ ...inBucket, versioningConfiguration: { status: "Enabled" } },
		opts,
	);
	new aws.s3.BucketServerSideEncryptionConfiguration(
		`${name}-encryption`,
		{
			...inBucket,
			rules: [
				{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
			],
		},
		opts,
	);
	new aws.s3.BucketLifecycleConfiguration(
		`${name}-lifecycle`,
		{ ...inBucket, rules: [abortUploads, ...lifecycleRules] },
		// Rules for old versions are refused before there can be any.
		{ ...opts, dependsOn: versioning },
	);
	if (accessLogBucket)
		new aws.s3.BucketLogging(
			`${name}-logging`,
			{
				...inBucket,
				targetBucket: accessLogBucket,
				targetPrefix: `${name}/`,
			},
			opts,
		);
	return bucket;
}

/** The statement that refuses plain HTTP. */
export const tlsOnly = (bucket: aws.s3.Bucket) => ({
	Sid: "TlsOnly",
	Effect: "Deny" as const,
	Principal: "*",
	Action: "s3:*",
	Resource: [bucket.arn, bucket.arn.apply((arn) => `${arn}/*`)],
	Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** Lets one distribution read a bucket, over TLS only. */
export function readableBy(
	name: string,
	bucket: aws.s3.Bucket,
	distribution: aws.cloudfront.Distribution,
	opts: pulumi.CustomResourceOptions,
): aws.s3.BucketPolicy {
	return new aws.s3.BucketPolicy(
		`${name}-policy`,
		{
			bucket: bucket.id,
			policy: {
				Version: "2012-10-17",
				Statement: [
					{
						// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
						Sid: "ReadByDistribution",
						Effect: "Allow",
						Principal: { Service: "cloudfront.amazonaws.com" },
						Action: "s3:GetObject",
						Resource: bucket.arn.apply((arn) => `${arn}/*`),
						Condition: {
							StringEquals: { "AWS:SourceArn": distribution.arn },
						},
					},
					tlsOnly(bucket),
				],
			},
		},
		opts,
	);
}
