/**
 * CloudFront's compression.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { header, type Request, type Response } from "../core/http.ts";
import type { CachePolicy } from "./policies.ts";

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

/** The encodings that the viewer takes and the cache policy has, as the origin is told: `br,gzip`, or `identity`. */
export function encodingsFor(
	{ brotli, gzip }: Pick<CachePolicy, "brotli" | "gzip">,
	request: Request,
): string {
	const accepted = header(request, "accept-encoding") ?? "";
	const both = [
		...(brotli && /\bbr\b/.test(accepted) ? ["br"] : []),
		...(gzip && /\bgzip\b/.test(accepted) ? ["gzip"] : []),
	];
	return both.join() || "identity";
}

/** The response in the best of the encodings, if CloudFront would compress it. */
export async function compressed(
	answer: Response,
	encodings: string,
): Promise<Response> {
	const type = header(answer, "content-type")?.split(";")[0] ?? "";
	const { length } = answer.body;
	if (
		encodings === "identity" ||
		answer.headers["content-encoding"] ||
		!compressible.has(type) ||
		length < smallest ||
		length > largest ||
		![200, 403, 404].includes(answer.status)
	)
		return answer;
	const best = encodings.startsWith("br") ? "br" : "gzip";
	const { etag, ...headers } = answer.headers;
	// The same content in other bytes; what is no ETag goes.
	const weak = etag?.[0]?.replace(/^"/, 'W/"');
	return {
		...answer,
		headers: {
			...headers,
			"content-encoding": [best],
			vary: ["Accept-Encoding"],
			...(weak?.startsWith("W/") && { etag: [weak] }),
		},
		body: await (best === "br"
			? promisify(brotliCompress)(answer.body, {
					params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
				})
			: promisify(gzip)(answer.body)),
	};
}
