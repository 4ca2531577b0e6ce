/** The declared policies of CloudFront, and those of AWS's own that a program may name by id. */
import type { cloudfront } from "@pulumi/aws";
import type { Headers } from "../http.ts";
import type { Declarations, StateOf } from "../program/declarations.ts";

type Declared = StateOf<cloudfront.CachePolicy>;

/** How long an answer is kept, seconds, and in which encodings. */
export interface CachePolicy {
	minTtl: number;
	defaultTtl: number;
	maxTtl: number;
	gzip: boolean;
	brotli: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const managedCachePolicies: Record<string, CachePolicy> = {
	// Managed-CachingDisabled
	"4135ea2d-6df8-44a3-9df3-4b5a84be39ad": {
		minTtl: 0,
		defaultTtl: 0,
		maxTtl: 0,
		gzip: false,
		brotli: false,
	},
};

export function cachePolicy(
	declarations: Declarations,
	id: string | undefined,
): CachePolicy {
	const managed = managedCachePolicies[id ?? ""];
	if (managed) return managed;
	const declared = declarations
		.all<cloudfront.CachePolicy>("aws:cloudfront/cachePolicy:CachePolicy")
		.find((policy) => policy.id === id);
	if (!declared) throw new Error(`local/ does not know the cache policy ${id}`);
	return fromDeclared(declared);
}

function fromDeclared(declared: Declared): CachePolicy {
	const {
		enableAcceptEncodingGzip,
		enableAcceptEncodingBrotli,
		cookiesConfig,
		headersConfig,
		queryStringsConfig,
	} = declared.parametersInCacheKeyAndForwardedToOrigin;
	if (
		cookiesConfig.cookieBehavior !== "none" ||
		headersConfig.headerBehavior !== "none" ||
		queryStringsConfig.queryStringBehavior !== "none"
	)
		throw new Error("local/ caches by path alone, as the program does");
	return {
		minTtl: declared.minTtl ?? 0,
		defaultTtl: declared.defaultTtl ?? 86_400,
		maxTtl: declared.maxTtl ?? 31_536_000,
		gzip: enableAcceptEncodingGzip ?? false,
		brotli: enableAcceptEncodingBrotli ?? false,
	};
}

/**
 * The viewer's headers that an origin request policy lets pass.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
export function forwardedHeaders(
	policyId: string | undefined,
	headers: Headers,
): Headers {
	switch (policyId) {
		case undefined:
			return { "user-agent": ["Amazon CloudFront"] };
		// Managed-AllViewerExceptHostHeader
		case "b689b0a8-53d0-40ab-baf2-68738e2966ac": {
			const { host: _, ...others } = headers;
			return others;
		}
		default:
			throw new Error(
				`local/ does not know the origin request policy ${policyId}`,
			);
	}
}

/** The headers that a response headers policy adds, lower case. */
export function policyHeaders(
	declarations: Declarations,
	id: string | undefined,
): Headers {
	const policy = declarations
		.all<cloudfront.ResponseHeadersPolicy>(
			"aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
		)
		.find((candidate) => candidate.id === id);
	const security = policy?.securityHeadersConfig;
	const sts = security?.strictTransportSecurity;
	const values: Record<string, string | undefined> = {
		"content-security-policy":
			security?.contentSecurityPolicy?.contentSecurityPolicy,
		"x-content-type-options": security?.contentTypeOptions && "nosniff",
		"x-frame-options": security?.frameOptions?.frameOption,
		"referrer-policy": security?.referrerPolicy?.referrerPolicy,
		"strict-transport-security":
			sts &&
			[
				`max-age=${sts.accessControlMaxAgeSec}`,
				...(sts.includeSubdomains ? ["includeSubDomains"] : []),
				...(sts.preload ? ["preload"] : []),
			].join("; "),
	};
	for (const { header, value } of policy?.customHeadersConfig?.items ?? [])
		values[header.toLowerCase()] = value;
	return Object.fromEntries(
		Object.entries(values).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, [value]]],
		),
	);
}
