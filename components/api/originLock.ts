import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { logBlocked, visibilityOf } from "../firewall.ts";
import type { Tags } from "../tags.ts";

export interface OriginLockArgs {
	/** The stack's name: in the log group's name. */
	stack: string;
	stage: aws.apigateway.Stage;
	/** The key that only the distribution adds to a request. */
	apiKey: aws.apigateway.ApiKey;
	logRetentionDays: number;
	tags: Tags;
}

/** Blocks requests that did not pass the distribution, also those to `/health`. */
export function createOriginLock(
	name: string,
	args: OriginLockArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	const acl = new aws.wafv2.WebAcl(
		name,
		{
			scope: "REGIONAL",
			description: "Admits only requests from the distribution",
			defaultAction: { block: {} },
			rules: [
				{
					name: "through-distribution",
					priority: 0,
					action: { allow: {} },
					statement: {
						byteMatchStatement: {
							searchString: args.apiKey.value,
							positionalConstraint: "EXACTLY",
							fieldToMatch: { singleHeader: { name: "x-api-key" } },
							textTransformations: [{ priority: 0, type: "NONE" }],
						},
					},
					visibilityConfig: visibilityOf("through-distribution"),
				},
			],
			visibilityConfig: visibilityOf("origin-lock"),
			tags: args.tags,
		},
		opts,
	);
	new aws.wafv2.WebAclAssociation(
		`${name}-association`,
		{ resourceArn: args.stage.arn, webAclArn: acl.arn },
		opts,
	);
	logBlocked(`${name}-log`, { ...args, acl, firewall: "stage" }, opts);
}
