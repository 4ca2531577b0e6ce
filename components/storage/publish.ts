/** The months as objects of the data bucket. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Month, monthIndex } from "./months.ts";
import { cacheControl, filesOf, geojson } from "./publishedFiles.ts";

/** Declares the objects of the months and of their index. */
export function publishMonths(
	name: string,
	bucket: aws.s3.Bucket,
	months: Month[],
	opts: pulumi.CustomResourceOptions,
): void {
	const store = (
		key: string,
		content: Omit<aws.s3.BucketObjectv2Args, "bucket">,
	) =>
		new aws.s3.BucketObjectv2(
			`${name}-${key}`,
			{ bucket: bucket.id, cacheControl, key, ...content },
			opts,
		);
	for (const { key, path, ...content } of months.flatMap(filesOf))
		store(key, { source: new pulumi.asset.FileAsset(path), ...content });
	store("index.geojson", {
		contentType: geojson,
		content: JSON.stringify(monthIndex(months)),
	});
}
