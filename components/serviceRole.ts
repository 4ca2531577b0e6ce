import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "./tags.ts";

export interface ServiceRoleArgs {
	/** Host name of the AWS service that takes the role, as `backup.amazonaws.com`. */
	service: string;
	description: string;
	/** The managed policy that AWS keeps for this. */
	policyArn: string;
	tags: Tags;
}

export interface ServiceRole {
	role: aws.iam.Role;
	/** To depend on: without it the role may nothing yet. */
	policy: aws.iam.RolePolicyAttachment;
}

/** A role that a service of AWS takes, with one managed policy. */
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
