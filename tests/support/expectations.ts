/** Expectations that several components share. */
import { expect } from "chai";
import type { Program } from "./program.ts";

/** A resource was declared with exactly these inputs; its tags have their own test. */
export function expectInputs(
	program: Program,
	name: string,
	expected: Record<string, unknown>,
): void {
	const { tags: _, ...inputs } = program.inputs(name);
	expect(inputs, name).to.deep.equal(expected);
}

/** What AWS adds to a resource, or its physical name. */
export function output(program: Program, name: string, key = "id"): string {
	return String(program.one(name).state[key]);
}

/** The trust policy of a role for one service. */
export const trust = (service: string) => ({
	Version: "2012-10-17",
	Statement: [
		{
			Sid: "AllowAssumeRole",
			Effect: "Allow",
			Action: "sts:AssumeRole",
			Principal: { Service: service },
		},
	],
});

/** The resources that make a private bucket, by name. */
export const bucketResources = (name: string) => ({
	[name]: "aws:s3/bucket:Bucket",
	[`${name}-encryption`]:
		"aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
	[`${name}-lifecycle`]:
		"aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
	[`${name}-ownership`]:
		"aws:s3/bucketOwnershipControls:BucketOwnershipControls",
	[`${name}-public-access`]:
		"aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
	[`${name}-versioning`]: "aws:s3/bucketVersioning:BucketVersioning",
});

/** A bucket has the settings of a private one. */
export function expectPrivateBucket(program: Program, name: string): void {
	const bucket = output(program, name);
	expectInputs(program, `${name}-public-access`, {
		bucket,
		blockPublicAcls: true,
		blockPublicPolicy: true,
		ignorePublicAcls: true,
		restrictPublicBuckets: true,
	});
	expectInputs(program, `${name}-ownership`, {
		bucket,
		rule: { objectOwnership: "BucketOwnerEnforced" },
	});
	expectInputs(program, `${name}-versioning`, {
		bucket,
		versioningConfiguration: { status: "Enabled" },
	});
	expectInputs(program, `${name}-encryption`, {
		bucket,
		rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
	});
}

/** Only this stack's distribution reads a bucket, and only over TLS. */
export function expectReadByDistribution(
	program: Program,
	policy: string,
	bucketName: string,
): void {
	const bucket = output(program, bucketName);
	const arn = `arn:aws:s3:::${bucket}`;
	expectInputs(program, policy, {
		bucket,
		policy: {
			Version: "2012-10-17",
			Statement: [
				{
					Sid: "ReadByDistribution",
					Effect: "Allow",
					Principal: { Service: "cloudfront.amazonaws.com" },
					Action: "s3:GetObject",
					Resource: `${arn}/*`,
					Condition: {
						StringEquals: {
							"AWS:SourceArn": output(program, "frontend-distribution", "arn"),
						},
					},
				},
				{
					Sid: "TlsOnly",
					Effect: "Deny",
					Principal: "*",
					Action: "s3:*",
					Resource: [arn, `${arn}/*`],
					Condition: { Bool: { "aws:SecureTransport": "false" } },
				},
			],
		},
	});
}
