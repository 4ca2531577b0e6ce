import type * as pulumi from "@pulumi/pulumi";

/**
 * Where a resource is, by its ARN: the program asks AWS nothing while it runs.
 * The ARN is undefined while an update with `--target` leaves its resource out.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function arnParts(arn: pulumi.Output<string | undefined>) {
	const part = (index: number) =>
		arn.apply((text) => text?.split(":")[index] ?? "");
	return { region: part(3), account: part(4) };
}
