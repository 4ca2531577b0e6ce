/** What the edge keeps and for how long: the declared cache policies, and those of AWS's own that a program may name by id. */
import { header, type Response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

/** What an answer is kept under is its path and encoding: more is refused. */
export interface CachePolicy {
	/** Seconds that an answer is kept. */
	minTtl: number;
	defaultTtl: number;
	maxTtl: number;
	/** Encodings in which answers are kept. */
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
			`the cache policy ${name} takes headers, cookies and query by ${taken.join(", ")}; local/ keeps answers by path and encoding, so each has to be none`,
		);
	return {
		minTtl,
		defaultTtl,
		maxTtl,
		gzip: key.enableAcceptEncodingGzip ?? false,
		brotli: key.enableAcceptEncodingBrotli ?? false,
	};
}

/** Whether all of a viewer's request but its host reaches the origin; otherwise, the path does. */
export function isForwarded(
	originRequestPolicyId: string | undefined,
): boolean {
	if (originRequestPolicyId === undefined) return false;
	if (originRequestPolicyId === allViewerExceptHostHeader) return true;
	throw new UsageError(
		`local/ does not know the origin request policy ${originRequestPolicyId}; take ${allViewerExceptHostHeader} (AllViewerExceptHostHeader), or add the other to local/cloudfront/policies.ts`,
	);
}

/** Seconds that an answer is kept; 0 when it is not. */
export type Lifetime = (answer: Response, policy: CachePolicy) => number;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html */
const defaultErrorMinTtl = 10;

/** As the distribution declares it for errors, and the policies for all else. */
export function readLifetime({
	customErrorResponses = [],
}: StateOf<"cloudfront.Distribution">): Lifetime {
	const minTtls = new Map<number, number>();
	for (const declared of customErrorResponses) {
		const { errorCode, errorCachingMinTtl, responsePagePath } = declared;
		if (responsePagePath)
			throw new UsageError(
				`${responsePagePath} is declared in place of errors ${errorCode}, and local/ shows errors as they are; take it out`,
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
	const isKept = !/no-store|no-cache|private/.test(control);
	return Math.min(maxTtl, Math.max(minTtl, isKept ? Number(seconds) : 0));
}
