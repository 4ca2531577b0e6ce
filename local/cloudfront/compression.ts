/**
 * CloudFront's compression.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { header, type Request, type Response } from "../http.ts";
import type { CachePolicy } from "./policies.ts";

export type Encoding = "br" | "gzip" | "identity";

/** The part of CloudFront's list that the program can have. */
const compressible = new Set([
	"application/javascript",
	"application/json",
	"application/xml",
	"image/svg+xml",
	"text/css",
	"text/html",
	"text/javascript",
	"text/plain",
	"text/xml",
]);
const smallest = 1_000;
const largest = 10_000_000;

/** The best encoding that the viewer takes and the cache policy has; part of the cache key. */
export function encodingFor(
	{ brotli, gzip }: Pick<CachePolicy, "brotli" | "gzip">,
	request: Request,
): Encoding {
	const accepted = header(request, "accept-encoding") ?? "";
	if (brotli && /\bbr\b/.test(accepted)) return "br";
	return gzip && /\bgzip\b/.test(accepted) ? "gzip" : "identity";
}

/** The response in an encoding, if CloudFront would compress it. */
export function compressed(answer: Response, encoding: Encoding): Response {
	const type = header(answer, "content-type")?.split(";")[0] ?? "";
	const { length } = answer.body;
	if (
		encoding === "identity" ||
		answer.headers["content-encoding"] ||
		!compressible.has(type) ||
		length < smallest ||
		length > largest ||
		![200, 403, 404].includes(answer.status)
	)
		return answer;
	const etag = header(answer, "etag");
	return {
		...answer,
		headers: {
			...answer.headers,
			"content-encoding": [encoding],
			vary: ["Accept-Encoding"],
			// The same content in other bytes.
			...(etag && { etag: [`W/${etag}`] }),
		},
		body:
			encoding === "gzip"
				? gzipSync(answer.body)
				: brotliCompressSync(answer.body, {
						params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
					}),
	};
}
