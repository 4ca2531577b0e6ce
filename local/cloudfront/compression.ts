/**
 * CloudFront's compression.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { header, type Request, type Response } from "../core/http.ts";
import type { CachePolicy } from "./policies.ts";

/** The types on CloudFront's list that web pages have. */
const compressible =
	/^(application\/(javascript|json|xml)|image\/svg\+xml|text\/(css|html|javascript|plain|xml))(;|$)/;

/** The best encoding that the viewer accepts and the cache policy enables. */
export function encodingFor(
	{ brotli, gzip }: Pick<CachePolicy, "brotli" | "gzip">,
	request: Request,
): "br" | "gzip" | "identity" {
	const accepted = header(request, "accept-encoding") ?? "";
	if (brotli && /\bbr\b/.test(accepted)) return "br";
	return gzip && /\bgzip\b/.test(accepted) ? "gzip" : "identity";
}

const encoders = {
	br: (body: Buffer) =>
		promisify(brotliCompress)(body, {
			params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
		}),
	gzip: (body: Buffer) => promisify(gzip)(body),
};

/** Compresses a response if CloudFront would do so. */
export async function compressed(
	answer: Response,
	encoding: ReturnType<typeof encodingFor>,
): Promise<Response> {
	const { etag, ...headers } = answer.headers;
	const { length } = answer.body;
	if (
		encoding === "identity" ||
		headers["content-encoding"] ||
		!compressible.test(header(answer, "content-type") ?? "") ||
		length < 1_000 ||
		length > 10_000_000 ||
		![200, 403, 404].includes(answer.status)
	)
		return answer;
	// The compressed bytes need a weak ETag. An invalid ETag is removed.
	const weak = etag?.[0]?.replace(/^"/, 'W/"');
	return {
		...answer,
		headers: {
			...headers,
			"content-encoding": [encoding],
			vary: ["Accept-Encoding"],
			...(weak?.startsWith("W/") && { etag: [weak] }),
		},
		body: await encoders[encoding](answer.body),
	};
}
