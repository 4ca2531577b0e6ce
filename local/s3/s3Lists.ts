/** S3's lists of buckets and objects, each in one page. */
import type { Response } from "../core/http.ts";
import { xml } from "../core/xml.ts";

export interface StoredObject {
	body: Buffer;
	headers: Record<string, string>;
}

/**
 * ListObjectsV2, and what ListObjects has in common with it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listObjects(
	bucket: string,
	objects: ReadonlyMap<string, StoredObject>,
	asked: URLSearchParams,
): Response {
	const prefix = asked.get("prefix") ?? "";
	const delimiter = asked.get("delimiter") ?? "";
	const encoding = asked.get("encoding-type");
	const encoded = (text: string) =>
		encoding === "url" ? encodeURIComponent(text) : text;
	const groups = new Set<string>();
	const contents = [];
	for (const key of [...objects.keys()].sort()) {
		const object = objects.get(key);
		if (!object || !key.startsWith(prefix)) continue;
		const at = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
		if (at < 0) contents.push(described(encoded(key), object));
		else groups.add(key.slice(0, at + delimiter.length));
	}
	return xml(
		200,
		"ListBucketResult",
		{
			Name: bucket,
			Prefix: encoded(prefix),
			...(delimiter && { Delimiter: encoded(delimiter) }),
			...(encoding && { EncodingType: encoding }),
			MaxKeys: 1000,
			KeyCount: contents.length + groups.size,
			IsTruncated: false,
			Contents: contents,
			CommonPrefixes: [...groups].map((group) => ({ Prefix: encoded(group) })),
		},
		"http://s3.amazonaws.com/doc/2006-03-01/",
	);
}

function described(key: string, { body, headers }: StoredObject) {
	return {
		Key: key,
		LastModified: new Date(headers["last-modified"] ?? 0).toISOString(),
		ETag: headers.etag ?? "",
		Size: body.length,
		StorageClass: "STANDARD",
	};
}
