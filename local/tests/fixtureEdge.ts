/** The fixture's distribution: the API below `/api/`, one bucket for `*.json`, another for all else. */
import type { Declarations } from "../evaluate/declarations.ts";
import { declare, stateOf } from "./declare.ts";

const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** The code of the function below `/api/`. */
const viewerRequest = `function handler(event) {
	var request = event.request;
	if (request.uri.indexOf("/api/") === 0) request.uri = request.uri.slice(4);
	request.headers["x-viewer-ip"] = { value: event.viewer.ip };
	delete request.headers["x-forwarded-for"];
	return request;
}`;

export function declareDistribution(declarations: Declarations): void {
	const none = {
		headersConfig: { headerBehavior: "none" },
		cookiesConfig: { cookieBehavior: "none" },
		queryStringsConfig: { queryStringBehavior: "none" },
	};
	const cachePolicy = declare(
		declarations,
		"cloudfront.CachePolicy",
		"static",
		{
			minTtl: 1,
			defaultTtl: 3600,
			maxTtl: 3600,
			parametersInCacheKeyAndForwardedToOrigin: {
				...none,
				enableAcceptEncodingBrotli: true,
				enableAcceptEncodingGzip: true,
			},
		},
	);
	const headers = declare(
		declarations,
		"cloudfront.ResponseHeadersPolicy",
		"security-headers",
		{
			securityHeadersConfig: {
				contentSecurityPolicy: {
					contentSecurityPolicy: "default-src 'none'",
					override: true,
				},
				contentTypeOptions: { override: true },
				frameOptions: { frameOption: "DENY", override: true },
				referrerPolicy: {
					referrerPolicy: "strict-origin-when-cross-origin",
					override: true,
				},
				strictTransportSecurity: {
					accessControlMaxAgeSec: 63_072_000,
					includeSubdomains: true,
					override: true,
				},
			},
		},
	);
	const edge = declare(declarations, "cloudfront.Function", "viewer-request", {
		code: viewerRequest,
	});
	const api = stateOf(declarations, "api");
	const bucket = stateOf(declarations, "bucket");
	const site = declare(declarations, "s3.Bucket", "site", {});
	const shared = { compress: true, responseHeadersPolicyId: headers.id };
	const kept = {
		...shared,
		allowedMethods: ["GET", "HEAD"],
		cachedMethods: ["GET", "HEAD"],
		cachePolicyId: cachePolicy.id,
	};
	const distribution = declare(
		declarations,
		"cloudfront.Distribution",
		"distribution",
		{
			defaultRootObject: "index.html",
			restrictions: { geoRestriction: { restrictionType: "none" } },
			customErrorResponses: [400, 403, 404, 405, 500, 502, 503, 504].map(
				(errorCode) => ({ errorCode, errorCachingMinTtl: 0 }),
			),
			origins: [
				{ originId: "site", domainName: site.bucketRegionalDomainName },
				{ originId: "bucket", domainName: bucket.bucketRegionalDomainName },
				{
					originId: "api",
					domainName: `${api.id}.execute-api.us-east-1.amazonaws.com`,
					originPath: "/prod",
					customHeaders: [
						{
							name: "x-api-key",
							value: stateOf(declarations, "api-key").value,
						},
					],
				},
			],
			defaultCacheBehavior: { ...kept, targetOriginId: "site" },
			orderedCacheBehaviors: [
				{
					...shared,
					pathPattern: "/api/*",
					targetOriginId: "api",
					allowedMethods: [
						"DELETE",
						"GET",
						"HEAD",
						"OPTIONS",
						"PATCH",
						"POST",
						"PUT",
					],
					cachedMethods: ["GET", "HEAD"],
					cachePolicyId: cachingDisabled,
					originRequestPolicyId: allViewerExceptHostHeader,
					functionAssociations: [
						{ eventType: "viewer-request", functionArn: edge.arn },
					],
				},
				{ ...kept, targetOriginId: "bucket", pathPattern: "*.json" },
			],
		},
	);
	declare(declarations, "s3.BucketPolicy", "bucket-policy", {
		bucket: bucket.bucket,
		policy: {
			Version: "2012-10-17",
			Statement: [
				{
					Effect: "Allow",
					Principal: { Service: "cloudfront.amazonaws.com" },
					Action: "s3:GetObject",
					Resource: `${bucket.arn}/*`,
					Condition: { StringEquals: { "AWS:SourceArn": distribution.arn } },
				},
			],
		},
	});
}
