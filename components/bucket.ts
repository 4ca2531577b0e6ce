import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "./tags.ts";

type LifecycleRule = aws.types.input.s3.BucketLifecycleConfigurationRule;

export interface BucketArgs {
	/** Whether the bucket can be deleted while it has objects. */
	forceDestroy: boolean;
	/**
	 * Name of the bucket for this one's server access log.
	 * @default none, for the log bucket itself
	 */
	accessLogBucket?: pulumi.Input<string>;
	/** In addition to the rule that aborts incomplete uploads. */
	lifecycleRules: LifecycleRule[];
	tags: Tags;
}

/** The parts of an incomplete multipart upload are not listed, but they are billed. */
const abortUploads: LifecycleRule = {
	id: "abort-incomplete-uploads",
	status: "Enabled",
	filter: { prefix: "" },
	abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
};

/** Old versions move to a cheaper class, and expire after a year. */
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
 * New months are read often, old ones seldom. S3 cannot move an object from
 * Standard-IA to Intelligent-Tiering, so current versions go to the first and
 * old versions to the second. No archive class: the page cannot wait for a restore.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const dataLifecycle: LifecycleRule[] = [
	{
		id: "current-months",
		status: "Enabled",
		filter: { prefix: "" },
		transitions: [{ days: 90, storageClass: "STANDARD_IA" }],
	},
	expireOldVersions,
];

/** Each release replaces files of the page. Old versions expire. */
export const siteLifecycle: LifecycleRule[] = [
	{
		id: "old-versions",
		status: "Enabled",
		filter: { prefix: "" },
		noncurrentVersionExpiration: { noncurrentDays: 90 },
	},
];

/**
 * A private bucket with the settings that AWS recommends for every bucket.
 * Only its policy gives access (`readableBy`).
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
		// S3 refuses rules for old versions while versioning is off.
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
