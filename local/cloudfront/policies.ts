/** What the edge caches and for how long: the declared cache policies, and AWS's managed ones. */
import { header, type Response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

/** The cache key has the path and the encoding; policies with a longer key are refused. */
export interface CachePolicy {
	/** Seconds. */
	minTtl: number;
	defaultTtl: number;
	maxTtl: number;
	/** Encodings in the cache key. */
	gzip: boolean;
	brotli: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const managed: Record<string, CachePolicy> = {
	// CachingDisabled
	"4135ea2d-6df8-44a3-9df3-4b5a84be39ad": {
		minTtl: 0,
		defaultTtl: 0,
		maxTtl: 0,
		gzip: false,
		brotli: false,
	},
};

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

export function cachePolicy(declarations: Declarations, id = ""): CachePolicy {
	if (managed[id]) return managed[id];
	const {
		name,
		minTtl = 0,
		defaultTtl = 86_400,
		maxTtl = 31_536_000,
		parametersInCacheKeyAndForwardedToOrigin: key,
	} = declarations.get("cloudfront.CachePolicy", { id });
	const taken = [
		key.headersConfig.headerBehavior,
		key.cookiesConfig.cookieBehavior,
		key.queryStringsConfig.queryStringBehavior,
	];
	if (taken.some((behavior) => behavior !== "none"))
		throw new UsageError(
			`the cache policy ${name} has headers, cookies and query by ${taken.join(", ")} in its key; local/ caches by path and encoding, so each has to be none`,
		);
	return {
		minTtl,
		defaultTtl,
		maxTtl,
		gzip: key.enableAcceptEncodingGzip ?? false,
		brotli: key.enableAcceptEncodingBrotli ?? false,
	};
}

/** Whether the origin receives all headers but the host, and the query; otherwise, it receives the path alone. */
export function isForwarded(originRequestPolicyId?: string): boolean {
	if (originRequestPolicyId === undefined) return false;
	if (originRequestPolicyId === allViewerExceptHostHeader) return true;
	throw new UsageError(
		`local/ does not know the origin request policy ${originRequestPolicyId}; take ${allViewerExceptHostHeader} (AllViewerExceptHostHeader), or add the other to local/cloudfront/policies.ts`,
	);
}

/** Seconds for which an answer is cached; 0 for an answer that is not. */
export type Lifetime = (answer: Response, policy: CachePolicy) => number;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html */
const defaultErrorMinTtl = 10;

/** The distribution declares the lifetime of errors, its cache policies that of other answers. */
export function readLifetime({
	customErrorResponses = [],
}: StateOf<"cloudfront.Distribution">): Lifetime {
	const minTtls = new Map<number, number>();
	for (const declared of customErrorResponses) {
		const { errorCode, errorCachingMinTtl, responsePagePath } = declared;
		if (responsePagePath)
			throw new UsageError(
				`the program declares ${responsePagePath} in place of errors ${errorCode}, and local/ replaces no errors; remove it`,
			);
		minTtls.set(errorCode, errorCachingMinTtl ?? defaultErrorMinTtl);
	}
	return (answer, policy) =>
		answer.status < 400
			? timeToLive(header(answer, "cache-control") ?? "", policy)
			: (minTtls.get(answer.status) ?? defaultErrorMinTtl);
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html */
function timeToLive(
	control: string,
	{ minTtl, defaultTtl, maxTtl }: CachePolicy,
): number {
	const [, seconds = defaultTtl] =
		/s-maxage=(\d+)/.exec(control) ?? /max-age=(\d+)/.exec(control) ?? [];
	const isCached = !/no-store|no-cache|private/.test(control);
	return Math.min(maxTtl, Math.max(minTtl, isCached ? Number(seconds) : 0));
}
