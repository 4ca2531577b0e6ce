/** CloudFront's policies: what is cached how, what reaches the API, what every answer says to the browser. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

/**
 * For API Gateway, which refuses another's Host header.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
export const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

export interface CachedFor {
	comment: string;
	seconds: number;
	/** Whether CloudFront compresses, and keeps each encoding by itself. */
	compress: boolean;
}

/** Caches by path alone: by the one that the edge function made of the viewer's. */
export function cachedFor(
	name: string,
	{ comment, seconds, compress }: CachedFor,
	opts: pulumi.CustomResourceOptions,
): aws.cloudfront.CachePolicy {
	return new aws.cloudfront.CachePolicy(
		name,
		{
			comment,
			// With 0, compressed answers would not be cached:
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
 * Third parties give the page nothing but map tiles. Markup and addresses of
 * scripts are made by three policies alone: those of site/trustedTypes.ts, and
 * the one of lit-html, which takes the page's own templates.
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
 * What origins say of AWS. Neither `x-amzn-requestid` nor `x-amzn-errortype`,
 * which API Gateway adds, can be removed.
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

/** Of what the edge function chooses by `Accept-Encoding`, for the caches between it and the browser. */
export const varyByEncoding = { header: "Vary", value: "Accept-Encoding" };

export interface ResponseHeaders {
	/** Origins whose pages may show the site in a frame. */
	allowedEmbedders: string[];
	/** Beside the security headers. */
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
				// It knows all or none, and browsers of today follow `frame-ancestors`.
				...(allowedEmbedders.length === 0 && {
					frameOptions: { frameOption: "DENY", override },
				}),
				// The tile server wants to know the site, and need not know more.
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
