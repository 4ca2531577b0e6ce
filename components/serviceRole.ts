import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "./tags.ts";

export interface ServiceRoleArgs {
	/** Service principal that assumes the role, as `backup.amazonaws.com`. */
	service: string;
	description: string;
	/** ARN of the AWS managed policy. */
	policyArn: string;
	tags: Tags;
}

export interface ServiceRole {
	role: aws.iam.Role;
	/** A dependency for users of the role, which has no permissions without the policy. */
	policy: aws.iam.RolePolicyAttachment;
}

/** A role that an AWS service assumes, with one managed policy. */
export function serviceRole(
	name: string,
	{ service, description, policyArn, tags }: ServiceRoleArgs,
	opts: pulumi.CustomResourceOptions,
): ServiceRole {
	const role = new aws.iam.Role(
		name,
		{
			description,
			assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({
				Service: service,
			}),
			tags,
		},
		opts,
	);
	const policy = new aws.iam.RolePolicyAttachment(
		`${name}-policy`,
		{ role: role.name, policyArn },
		opts,
	);
	return { role, policy };
}
