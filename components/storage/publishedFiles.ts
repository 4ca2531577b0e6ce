/**
 * The objects of a month in the data bucket, for `pulumi up` and for the data
 * tools. This module does not load Pulumi.
 */
import { encodings } from "../../build/encodings.ts";
import type { Month } from "./months.ts";

export interface PublishedFile {
	/** Name in the data bucket. */
	key: string;
	/** Path of the content, from the project's root. */
	path: string;
	contentType: string;
	contentEncoding?: "gzip" | "br";
}

/** Their paths on the site, as regular expressions. */
export const publishedPaths = [
	"/index\\.geojson",
	"/anomalies\\d{6}\\.(?:geojson|columns)",
];

export const geojson = "application/geo+json";

/** Browsers revalidate after an hour, CloudFront after a day or an invalidation. */
export const cacheControl = "public, max-age=3600, s-maxage=86400";

/**
 * The month, and its compact form if it has one. Each has three objects: as it is,
 * and in each encoding. S3 ignores `Accept-Encoding`, so the edge function
 * selects the object.
 */
export function filesOf({ file, content, compact }: Month): PublishedFile[] {
	return [
		...encoded({ key: file, path: content, contentType: geojson }),
		...(compact
			? encoded({
					key: compact.file,
					path: compact.content,
					contentType: "application/octet-stream",
				})
			: []),
	];
}

function encoded(file: PublishedFile): PublishedFile[] {
	return [
		file,
		...encodings.map(({ suffix, contentEncoding }) => ({
			...file,
			key: `${file.key}${suffix}`,
			path: `${file.path}${suffix}`,
			contentEncoding,
		})),
	];
}
