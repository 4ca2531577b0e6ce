/** The declared buckets, and GetObject of S3's REST protocol. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { s3 } from "@pulumi/aws";
import { root } from "../../components/buildCache.ts";
import { header, type Request, type Response, response } from "../http.ts";
import type { Declarations, StateOf } from "../program/declarations.ts";
import { bucketArn, type Caller } from "./iam.ts";

export interface StoredObject {
	body: Buffer;
	headers: Record<string, string>;
}

export class Buckets {
	/** By bucket, then by key. */
	readonly #objects = new Map<string, Map<string, StoredObject>>();

	constructor(declarations: Declarations) {
		for (const { bucket } of declarations.all<s3.Bucket>(
			"aws:s3/bucket:Bucket",
		))
			this.#objects.set(bucket, new Map());
		for (const object of declarations.all<s3.BucketObjectv2>(
			"aws:s3/bucketObjectv2:BucketObjectv2",
		))
			this.#objects.get(object.bucket)?.set(object.key, stored(object));
	}

	/** The bucket of a host name, as `name.s3.us-east-1.amazonaws.com`. */
	ofHost(host: string): string | undefined {
		return [...this.#objects.keys()].find((bucket) =>
			host.startsWith(`${bucket}.s3.`),
		);
	}

	/**
	 * GetObject and HeadObject. Who may not list the bucket is not told whether
	 * a key exists.
	 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
	 */
	get(bucket: string, key: string, request: Request, caller: Caller): Response {
		const resource = `${bucketArn(bucket)}/${key}`;
		if (!caller.may({ action: "s3:GetObject", resource }))
			return failure(403, "AccessDenied", "Access Denied");
		const found = this.#objects.get(bucket)?.get(key);
		if (!found) {
			const mayList = caller.may({
				action: "s3:ListBucket",
				resource: bucketArn(bucket),
				isProbe: true,
			});
			return mayList
				? failure(404, "NoSuchKey", "The specified key does not exist.")
				: failure(403, "AccessDenied", "Access Denied");
		}
		if (header(request, "if-none-match") === found.headers.etag)
			return response(304, found.headers);
		return response(200, found.headers, found.body);
	}

	/** S3's protocol with the bucket in the path, as SDKs speak it to an IP address. */
	serve(request: Request, caller: Caller): Response {
		const [, bucket = "", ...key] = decodeURIComponent(request.path).split("/");
		if (!this.#objects.has(bucket))
			return failure(
				404,
				"NoSuchBucket",
				"The specified bucket does not exist",
			);
		if (request.method !== "GET" && request.method !== "HEAD")
			return failure(
				501,
				"NotImplemented",
				"This machine serves GetObject and HeadObject; objects come from the program.",
			);
		return this.get(bucket, key.join("/"), request, caller);
	}
}

/** What is declared has no time of its own: it is as old as this process. */
const startedAt = new Date().toUTCString();

function stored(object: StateOf<s3.BucketObjectv2>): StoredObject {
	const { source, content = "" } = object;
	const file = source as unknown as { path: string } | undefined;
	const body = file
		? readFileSync(join(root, file.path))
		: Buffer.from(content);
	const { contentType, contentEncoding, cacheControl } = object;
	return {
		body,
		headers: {
			"content-type": contentType,
			...(contentEncoding && { "content-encoding": contentEncoding }),
			...(cacheControl && { "cache-control": cacheControl }),
			// The ETag of an object that came in one part.
			etag: `"${createHash("md5").update(body).digest("hex")}"`,
			"last-modified": startedAt,
			"accept-ranges": "bytes",
		},
	};
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function failure(status: number, code: string, message: string): Response {
	return response(
		status,
		{ "content-type": "application/xml" },
		`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
	);
}
