/** CloudFront's cache policies, origin request policy and response headers. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

/**
 * For API Gateway, which refuses the viewer's Host header.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
export const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

export interface CachedFor {
	comment: string;
	seconds: number;
	/** Whether CloudFront compresses, and caches each encoding separately. */
	compress: boolean;
}

/** The cache key is only the path that the edge function returns. */
export function cachedFor(
	name: string,
	{ comment, seconds, compress }: CachedFor,
	opts: pulumi.CustomResourceOptions,
): aws.cloudfront.CachePolicy {
	return new aws.cloudfront.CachePolicy(
		name,
		{
			comment,
			// With 0, CloudFront would not cache compressed answers:
			// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
			minTtl: 1,
			defaultTtl: seconds,
			maxTtl: seconds,
			parametersInCacheKeyAndForwardedToOrigin: {
				enableAcceptEncodingGzip: compress,
				enableAcceptEncodingBrotli: compress,
				cookiesConfig: { cookieBehavior: "none" },
				headersConfig: { headerBehavior: "none" },
				queryStringsConfig: { queryStringBehavior: "none" },
			},
		},
		opts,
	);
}

/**
 * Map tiles are the page's only third-party content. Only three Trusted Types
 * policies create markup and script URLs: the two of site/trustedTypes.ts, and
 * lit-html's, for the page's own templates.
 */
const contentSecurityPolicy = (embedders: string[]) => [
	"default-src 'none'",
	"script-src 'self'",
	"worker-src 'self'",
	"require-trusted-types-for 'script'",
	"trusted-types default workers lit-html",
	"style-src 'self'",
	"img-src 'self' data: https://tile.openstreetmap.org",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	`frame-ancestors ${embedders.join(" ") || "'none'"}`,
];

/**
 * Headers of AWS in the answers of the origins. CloudFront cannot remove
 * `x-amzn-requestid` and `x-amzn-errortype`, which API Gateway adds.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#remove-headers-disallowed
 */
const removed = [
	"server",
	"x-amz-apigw-id",
	"x-amz-id-2",
	"x-amz-request-id",
	"x-amz-server-side-encryption",
	"x-amz-storage-class",
	"x-amz-version-id",
	"x-amzn-trace-id",
];

/** For caches between CloudFront and the browser: the edge function selects the object by `Accept-Encoding`. */
export const varyByEncoding = { header: "Vary", value: "Accept-Encoding" };

export interface ResponseHeaders {
	/** Origins whose pages may show the site in a frame. */
	allowedEmbedders: string[];
	/** In addition to the security headers. */
	custom?: { header: string; value: string }[];
}

export function responseHeaders(
	name: string,
	{ allowedEmbedders, custom = [] }: ResponseHeaders,
	opts: pulumi.CustomResourceOptions,
): aws.cloudfront.ResponseHeadersPolicy {
	const override = true;
	return new aws.cloudfront.ResponseHeadersPolicy(
		name,
		{
			comment: "Security headers of every answer",
			securityHeadersConfig: {
				contentSecurityPolicy: {
					contentSecurityPolicy:
						contentSecurityPolicy(allowedEmbedders).join("; "),
					override,
				},
				contentTypeOptions: { override },
				// It cannot list origins. Current browsers follow `frame-ancestors`.
				...(allowedEmbedders.length === 0 && {
					frameOptions: { frameOption: "DENY", override },
				}),
				// The tile server requires the site's origin, but not the whole address.
				referrerPolicy: {
					referrerPolicy: "strict-origin-when-cross-origin",
					override,
				},
				strictTransportSecurity: {
					accessControlMaxAgeSec: 63_072_000,
					includeSubdomains: true,
					override,
				},
			},
			removeHeadersConfig: { items: removed.map((header) => ({ header })) },
			...(custom.length > 0 && {
				customHeadersConfig: {
					items: custom.map((item) => ({ ...item, override })),
				},
			}),
		},
		opts,
	);
}
