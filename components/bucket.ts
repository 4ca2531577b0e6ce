import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * A bucket that nobody reads but through its policy (`readableBy`), with the
 * settings that AWS recommends for every bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export function privateBucket(
	name: string,
	/** Whether a bucket that still holds something can be deleted. */
	{ forceDestroy }: { forceDestroy: boolean },
	opts: pulumi.CustomResourceOptions,
): aws.s3.Bucket {
	const bucket = new aws.s3.Bucket(name, { forceDestroy }, opts);
	const child = { bucket: bucket.id };
	new aws.s3.BucketPublicAccessBlock(
		`${name}-public-access`,
		{
			...child,
			blockPublicAcls: true,
			blockPublicPolicy: true,
			ignorePublicAcls: true,
			restrictPublicBuckets: true,
		},
		opts,
	);
	new aws.s3.BucketOwnershipControls(
		`${name}-ownership`,
		{ ...child, rule: { objectOwnership: "BucketOwnerEnforced" } },
		opts,
	);
	new aws.s3.BucketVersioning(
		`${name}-versioning`,
		{ ...child, versioningConfiguration: { status: "Enabled" } },
		opts,
	);
	new aws.s3.BucketServerSideEncryptionConfiguration(
		`${name}-encryption`,
		{
			...child,
			rules: [
				{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
			],
		},
		opts,
	);
	return bucket;
}

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
						Condition: { StringEquals: { "AWS:SourceArn": distribution.arn } },
					},
					{
						Sid: "TlsOnly",
						Effect: "Deny",
						Principal: "*",
						Action: "s3:*",
						Resource: [bucket.arn, bucket.arn.apply((arn) => `${arn}/*`)],
						Condition: { Bool: { "aws:SecureTransport": "false" } },
					},
				],
			},
		},
		opts,
	);
}
