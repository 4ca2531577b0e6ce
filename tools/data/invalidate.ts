/** Removes changed objects of the data bucket from CloudFront's caches. */
import {
	CloudFrontClient,
	CreateInvalidationCommand,
} from "@aws-sdk/client-cloudfront";
import type { Stack } from "../cli/stack.ts";

/** Maximum number of paths per invalidation: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const maxPaths = 3_000;

/**
 * Invalidates the paths that viewers send and the paths that the edge function
 * rewrites them to: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
 */
export async function invalidate(
	{ client, distributionId }: Stack,
	keys: string[],
): Promise<void> {
	const cloudFront = new CloudFrontClient(client);
	for (let at = 0; at < keys.length; at += maxPaths) {
		const Items = keys.slice(at, at + maxPaths).map((key) => `/${key}`);
		await cloudFront.send(
			new CreateInvalidationCommand({
				DistributionId: distributionId,
				InvalidationBatch: {
					CallerReference: `data-upload-${Date.now()}-${at}`,
					Paths: { Quantity: Items.length, Items },
				},
			}),
		);
	}
}
