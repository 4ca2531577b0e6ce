import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface Release {
	stableVersion: string;
	/** Share of the calls for the new version, 0 to 1. */
	newVersionWeight: number;
}

/**
 * The API calls the alias, never `$LATEST`, which has no provisioned concurrency.
 * A release moves the alias at once, or a share of the calls first.
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

/** Weights of versions other than the alias's own, for which Lambda refuses a weight. */
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
