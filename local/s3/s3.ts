/** The declared buckets, in S3's REST protocol. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Caller } from "../core/caller.ts";
import { header, type Request, type Response, response } from "../core/http.ts";
import { failure, xml } from "../core/xml.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

interface StoredObject {
	body: Buffer;
	headers: Record<string, string>;
}

/** Objects by `bucket/key`; undefined for a deleted one. */
export type Objects = Map<string, StoredObject | undefined>;

export class Buckets {
	readonly #names: string[];
	readonly #objects: Objects;
	readonly #written: Objects;

	/** @param written what clients put and deleted; it outlives the evaluation of the program */
	constructor(declarations: Declarations, written: Objects) {
		this.#names = declarations.all("s3.Bucket").map(({ bucket }) => bucket);
		const declared = declarations
			.all("s3.BucketObjectv2")
			.map((one) => [`${one.bucket}/${one.key}`, declaredObject(one)] as const);
		this.#objects = new Map([...declared, ...written]);
		this.#written = written;
	}

	/** The bucket of a host name such as `name.s3.us-east-1.amazonaws.com`. */
	ofHost(host: string): string | undefined {
		return this.#names.find((name) => host.startsWith(`${name}.s3.`));
	}

	/** Answers a request whose path begins with the bucket, as SDKs send it to an IP address. */
	serve(request: Request, caller: Caller): Response {
		const path = decoded(request.path.slice(1));
		if (path === undefined) return invalidUri;
		if (!isServed(request)) return notServed;
		const [bucket = "", ...key] = path.split("/");
		if (!this.#names.includes(bucket))
			return failure(404, "NoSuchBucket", "The bucket does not exist.");
		const { method } = request;
		switch (key.join("/") ? method : `${method} bucket`) {
			case "GET":
			case "HEAD":
				return this.#get(path, request, caller);
			case "PUT":
				return (
					denied(caller, "s3:PutObject", path) ??
					this.#write(path, sentObject(request))
				);
			case "DELETE":
				return (
					denied(caller, "s3:DeleteObject", path) ??
					this.#write(path, undefined)
				);
			case "GET bucket":
				return denied(caller, "s3:ListBucket", bucket) ?? this.#list(bucket);
			default:
				return notServed;
		}
	}

	/** Answers a request whose path is the key, as a distribution sends it to its origin. */
	serveOrigin(bucket: string, request: Request, caller: Caller): Response {
		const path = decoded(bucket + request.path);
		return path ? this.#get(path, request, caller) : invalidUri;
	}

	/**
	 * Without the permission to list the bucket, a caller does not learn whether
	 * an object exists.
	 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
	 */
	#get(path: string, request: Request, caller: Caller): Response {
		const refused = denied(caller, "s3:GetObject", path);
		if (refused) return refused;
		const found = this.#objects.get(path);
		const [bucket = ""] = path.split("/");
		if (!found)
			return (
				denied(caller, "s3:ListBucket", bucket, true) ??
				failure(404, "NoSuchKey", "The specified key does not exist.")
			);
		return header(request, "if-none-match") === found.headers.etag
			? response(304, found.headers)
			: response(200, found.headers, found.body);
	}

	#write(path: string, object: StoredObject | undefined): Response {
		this.#objects.set(path, object);
		this.#written.set(path, object);
		return object
			? response(200, { etag: `${object.headers.etag}` })
			: response(204, {});
	}

	/**
	 * All objects in one page.
	 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
	 */
	#list(bucket: string): Response {
		const Contents = [...this.#objects]
			.filter(([path, object]) => object && path.startsWith(`${bucket}/`))
			.map(([path, object]) => ({
				Key: path.slice(bucket.length + 1),
				ETag: `${object?.headers.etag}`,
				Size: object?.body.length ?? 0,
			}));
		return xml(200, "ListBucketResult", { Name: bucket, Contents });
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
	"This machine serves GetObject, HeadObject, PutObject in one piece, DeleteObject and lists of whole buckets.",
);

/** Other parameters and headers ask for more than is served, such as `?tagging` or `?prefix`. */
function isServed(request: Request): boolean {
	return (
		/^((x-id|list-type)=\w+&?)*$/.test(request.query) &&
		!header(request, "x-amz-copy-source") &&
		!header(request, "x-amz-decoded-content-length")
	);
}

/** Undefined for a path that is not correctly encoded. */
function decoded(path: string): string | undefined {
	try {
		return decodeURIComponent(path);
	} catch {
		return undefined;
	}
}

function declaredObject(declared: StateOf<"s3.BucketObjectv2">): StoredObject {
	const { source, content = "" } = declared;
	const file = source as unknown as { path: string } | undefined;
	const body = file ? readFileSync(file.path) : Buffer.from(content);
	const { contentType, contentEncoding, cacheControl } = declared;
	return objectOf(body, contentType, contentEncoding, cacheControl);
}

function sentObject(request: Request): StoredObject {
	const { "content-type": type, "content-encoding": encoding } =
		request.headers;
	const control = header(request, "cache-control");
	return objectOf(request.body, type?.[0], encoding?.[0], control);
}

function objectOf(
	body: Buffer,
	type = "binary/octet-stream",
	encoding?: string,
	control?: string,
): StoredObject {
	const headers = {
		"content-type": type,
		...(encoding && { "content-encoding": encoding }),
		...(control && { "cache-control": control }),
		// The ETag of an object that was uploaded in one part.
		etag: `"${createHash("md5").update(body).digest("hex")}"`,
		"last-modified": new Date().toUTCString(),
		"accept-ranges": "bytes",
	};
	return { body, headers };
}

/**
 * The response to a call that the caller is not allowed to make. Only callers
 * of the account learn the reason.
 * @param path of a bucket or an object
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
function denied(
	caller: Caller,
	action: string,
	path: string,
	isProbe = false,
): Response | undefined {
	const resource = `arn:aws:s3:::${path}`;
	const refusal = caller.refusal({ action, resource, isProbe });
	if (!refusal) return undefined;
	const message = caller.arn.startsWith("arn:") ? refusal : "Access Denied";
	return failure(403, "AccessDenied", message);
}
