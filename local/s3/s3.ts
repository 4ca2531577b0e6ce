/** The declared buckets, in S3's REST protocol: what reads them. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { bucketArn, type Call, type Caller, refusal } from "../core/caller.ts";
import { header, type Request, type Response, response } from "../core/http.ts";
import { part } from "../core/range.ts";
import { xml } from "../core/xml.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { listObjects, type StoredObject } from "./s3Lists.ts";
import type { Uploads } from "./uploads.ts";

export class Buckets {
	/** By bucket, then by key: what is declared, and what was put or deleted since. */
	readonly #objects = new Map<string, Map<string, StoredObject>>();

	readonly #uploads: Uploads;

	constructor(declarations: Declarations, uploads: Uploads) {
		this.#uploads = uploads;
		for (const { bucket } of declarations.all("s3.Bucket"))
			this.#objects.set(bucket, new Map());
		for (const object of declarations.all("s3.BucketObjectv2"))
			this.#objects.get(object.bucket)?.set(object.key, stored(object));
		for (const [bucket, objects] of this.#objects)
			for (const [key, object] of uploads.of(bucket))
				this.#keep(objects, key, object);
	}

	#keep(
		objects: Map<string, StoredObject>,
		key: string,
		object: StoredObject | undefined,
	): void {
		if (object) objects.set(key, object);
		else objects.delete(key);
	}

	/** The bucket of a host name, as `name.s3.us-east-1.amazonaws.com`. */
	ofHost(host: string): string | undefined {
		return [...this.#objects.keys()].find((bucket) =>
			host.startsWith(`${bucket}.s3.`),
		);
	}

	/**
	 * GetObject and HeadObject, whole. Who may not list the bucket is not told
	 * whether a key exists.
	 * @param path of the key, as it was sent
	 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
	 */
	get(
		bucket: string,
		path: string,
		request: Request,
		caller: Caller,
	): Response {
		const key = keyOf(path);
		if (key === undefined) return invalidUri;
		const denied = deny(caller, {
			action: "s3:GetObject",
			resource: `${bucketArn(bucket)}/${key}`,
		});
		if (denied) return denied;
		const found = this.#objects.get(bucket)?.get(key);
		if (!found) {
			const resource = bucketArn(bucket);
			return (
				deny(caller, { action: "s3:ListBucket", resource, isProbe: true }) ??
				failure(404, "NoSuchKey", "The specified key does not exist.")
			);
		}
		if (header(request, "if-none-match") === found.headers.etag)
			return response(304, found.headers);
		return response(200, found.headers, found.body);
	}

	/** S3's protocol with the bucket in the path, as SDKs speak it to an IP address. */
	serve(request: Request, caller: Caller): Response {
		const [, bucket = "", ...rest] = request.path.split("/");
		const path = rest.join("/");
		if (keyOf(path) === undefined) return invalidUri;
		const query = new URLSearchParams(request.query);
		if ([...query.keys()].some((name) => !isServed(name))) return notServed;
		const objects = this.#objects.get(bucket);
		if (!objects)
			return failure(
				404,
				"NoSuchBucket",
				"The specified bucket does not exist",
			);
		if (path && request.method === "PUT")
			return this.#put(bucket, objects, request, caller);
		if (path && request.method === "DELETE")
			return this.#delete(bucket, objects, request, caller);
		if (request.method !== "GET" && request.method !== "HEAD") return notServed;
		if (path) return wanted(request, this.get(bucket, path, request, caller));
		const resource = bucketArn(bucket);
		return (
			deny(caller, { action: "s3:ListBucket", resource }) ??
			listObjects(bucket, objects, query)
		);
	}

	/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
	#put(
		bucket: string,
		objects: Map<string, StoredObject>,
		request: Request,
		caller: Caller,
	): Response {
		const key = keyIn(request);
		const resource = `${bucketArn(bucket)}/${key}`;
		const denied = deny(caller, { action: "s3:PutObject", resource });
		if (denied) return denied;
		const sent = (name: string) => header(request, name);
		if (sent("x-amz-copy-source") || sent("x-amz-decoded-content-length"))
			return notServed;
		const encoding = sent("content-encoding");
		const control = sent("cache-control");
		const object = {
			body: request.body,
			headers: headersOf(request.body, new Date(), {
				"content-type": sent("content-type") ?? "binary/octet-stream",
				...(encoding && { "content-encoding": encoding }),
				...(control && { "cache-control": control }),
			}),
		};
		this.#keep(objects, key, object);
		this.#uploads.set(bucket, key, object);
		return response(200, { etag: object.headers.etag ?? "" });
	}

	/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
	#delete(
		bucket: string,
		objects: Map<string, StoredObject>,
		request: Request,
		caller: Caller,
	): Response {
		const key = keyIn(request);
		const resource = `${bucketArn(bucket)}/${key}`;
		const denied = deny(caller, { action: "s3:DeleteObject", resource });
		if (denied) return denied;
		this.#keep(objects, key, undefined);
		this.#uploads.set(bucket, key, undefined);
		return response(204, {});
	}
}

const invalidUri = failure(
	400,
	"InvalidURI",
	"Couldn't parse the specified URI.",
);

const notServed = failure(
	501,
	"NotImplemented",
	"This machine serves GetObject, HeadObject, PutObject in one piece, DeleteObject and lists.",
);

/** The key of a path that begins with the bucket, and is known to be well encoded. */
function keyIn({ path }: Request): string {
	return keyOf(path.split("/").slice(2).join("/")) ?? "";
}

/** The key that a path stands for; undefined when it is not well encoded. */
function keyOf(path: string): string | undefined {
	try {
		return decodeURIComponent(path);
	} catch {
		return undefined;
	}
}

/** Other parameters ask for what is not served, as `?tagging`. */
function isServed(parameter: string): boolean {
	return /^(x-id|X-Amz-.*|list-type|prefix|delimiter|max-keys|encoding-type|fetch-owner)$/.test(
		parameter,
	);
}

/** What is declared has no time of its own: it is as old as this process. */
const startedAt = new Date();

function stored(object: StateOf<"s3.BucketObjectv2">): StoredObject {
	const { source, content = "" } = object;
	const file = source as unknown as { path: string } | undefined;
	const body = file ? readFileSync(file.path) : Buffer.from(content);
	const { contentType, contentEncoding, cacheControl } = object;
	return {
		body,
		headers: headersOf(body, startedAt, {
			"content-type": contentType,
			...(contentEncoding && { "content-encoding": contentEncoding }),
			...(cacheControl && { "cache-control": cacheControl }),
		}),
	};
}

/** What an object is served with. */
function headersOf(
	body: Buffer,
	modified: Date,
	own: Record<string, string>,
): Record<string, string> {
	return {
		...own,
		// The ETag of an object that came in one part.
		etag: `"${createHash("md5").update(body).digest("hex")}"`,
		"last-modified": modified.toUTCString(),
		"accept-ranges": "bytes",
	};
}

/** The part that a request asks for: clients fetch large objects in parts. */
function wanted(request: Request, whole: Response): Response {
	const range = header(request, "range");
	if (!range || whole.status !== 200) return whole;
	const message = "The requested range is not satisfiable";
	return part(whole, range) ?? failure(416, "InvalidRange", message);
}

/**
 * The refusal of a call that a caller may not make; those of the account itself are told why.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
function deny(caller: Caller, call: Call): Response | undefined {
	if (caller.may(call)) return undefined;
	const message = caller.arn.startsWith("arn:")
		? refusal(caller, call, `"${call.resource}"`)
		: "Access Denied";
	return failure(403, "AccessDenied", message);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function failure(
	status: number,
	code: string,
	message: string,
): Response {
	return xml(status, "Error", { Code: code, Message: message });
}
