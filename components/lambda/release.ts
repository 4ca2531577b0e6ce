import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface Release {
	stableVersion: string;
	/** Share of the calls that the new version answers, 0 to 1. */
	newVersionWeight: number;
}

/**
 * What the API calls: never `$LATEST`, for which there is no provisioned
 * concurrency. A release moves the alias, at once or by a share of the calls.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
export function createAlias(
	name: string,
	release: Release | undefined,
	reasoning: aws.lambda.Function,
	opts: pulumi.CustomResourceOptions,
): aws.lambda.Alias {
	return new aws.lambda.Alias(
		`${name}-live`,
		{
			name: "live",
			functionName: reasoning.name,
			functionVersion: release?.stableVersion ?? reasoning.version,
			...(release && {
				routingConfig: reasoning.version.apply((version) =>
					shareOf(version, release),
				),
			}),
		},
		opts,
	);
}

/** Weights beside the alias's own version; Lambda refuses a share for that one itself. */
function shareOf(
	version: string,
	{ stableVersion, newVersionWeight }: Release,
): aws.types.input.lambda.AliasRoutingConfig {
	return {
		additionalVersionWeights:
			version === stableVersion || newVersionWeight === 0
				? {}
				: { [version]: newVersionWeight },
	};
}
