import type * as pulumi from "@pulumi/pulumi";

/**
 * Region and account of a resource, from its ARN. The program makes no call to AWS.
 * The ARN is undefined while an update with `--target` excludes its resource.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function arnParts(arn: pulumi.Output<string | undefined>) {
	const part = (index: number) =>
		arn.apply((text) => text?.split(":")[index] ?? "");
	return { region: part(3), account: part(4) };
}
