/** The months as objects of the data bucket. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encodings } from "../../build/encodings.ts";
import { type Month, monthIndex } from "./months.ts";

/** Under which paths they are served, as regular expressions. */
export const publishedPaths = [
	"/index\\.geojson",
	"/anomalies\\d{6}\\.geojson",
];

/**
 * Stores the months and their index. A month has three objects, as it is and in
 * each encoding: S3 hands out what it has, whatever a client accepts, so the
 * edge function chooses the object.
 */
export function publishMonths(
	name: string,
	bucket: aws.s3.Bucket,
	months: Month[],
	opts: pulumi.CustomResourceOptions,
): void {
	const shared = {
		bucket: bucket.id,
		contentType: "application/geo+json",
		// A browser asks again after an hour; CloudFront after a day, or an invalidation.
		cacheControl: "public, max-age=3600, s-maxage=86400",
	};
	const store = (
		key: string,
		content: Omit<aws.s3.BucketObjectv2Args, "bucket">,
	) =>
		new aws.s3.BucketObjectv2(
			`${name}-${key}`,
			{ ...shared, key, ...content },
			opts,
		);
	for (const { file, content } of months) {
		store(file, { source: new pulumi.asset.FileAsset(content) });
		for (const { suffix, contentEncoding } of encodings)
			store(`${file}${suffix}`, {
				source: new pulumi.asset.FileAsset(`${content}${suffix}`),
				contentEncoding,
			});
	}
	store("index.geojson", { content: JSON.stringify(monthIndex(months)) });
}
