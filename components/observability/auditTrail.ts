import type * as aws from "@pulumi/aws";
import * as cloudtrail from "@pulumi/awsx/cloudtrail/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

export interface AuditTrailArgs {
	dataBucket: aws.s3.Bucket;
	/** Whether the trail's bucket can be deleted with what it recorded. */
	forceDestroy: boolean;
	tags: Tags;
}

/**
 * Records who reads the secret (a management event) and the data bucket.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export function createAuditTrail(
	name: string,
	{ dataBucket, forceDestroy, tags }: AuditTrailArgs,
	opts: pulumi.ComponentResourceOptions,
): void {
	new cloudtrail.Trail(
		`${name}-trail`,
		{
			// The default would delete what was recorded with the stack.
			s3Bucket: { args: { forceDestroy, tags } },
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
			tags,
		},
		opts,
	);
}
