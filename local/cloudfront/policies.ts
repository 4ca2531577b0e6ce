/** The declared cache and origin request policies, and those of AWS's own that a program may name by id. */
import type { Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

/** What is taken of a viewer's request. */
export interface Selection {
	header(name: string): boolean;
	/** All cookies, or none. */
	cookies: boolean;
	/** The whole query, or none of it. */
	query: boolean;
}

export interface CachePolicy {
	/** Seconds that an answer is kept. */
	minTtl: number;
	defaultTtl: number;
	maxTtl: number;
	/** Encodings in which answers are kept. */
	gzip: boolean;
	brotli: boolean;
	/** What the cache key has beside path and encoding. */
	key: Selection;
	/** Its headers, lower case. */
	keyHeaders: string[];
}

type Declared = StateOf<"cloudfront.CachePolicy">;
type Taken = Declared["parametersInCacheKeyAndForwardedToOrigin"];
type DeclaredCachePolicy = Partial<
	Pick<Declared, "minTtl" | "defaultTtl" | "maxTtl">
> &
	Pick<Declared, "parametersInCacheKeyAndForwardedToOrigin">;

const taking = (headers: string, others: string, ...items: string[]) => ({
	headersConfig: { headerBehavior: headers, headers: { items } },
	cookiesConfig: { cookieBehavior: others },
	queryStringsConfig: { queryStringBehavior: others },
});

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
const managedCachePolicies: Record<string, DeclaredCachePolicy> = {
	// CachingDisabled
	"4135ea2d-6df8-44a3-9df3-4b5a84be39ad": {
		maxTtl: 0,
		parametersInCacheKeyAndForwardedToOrigin: taking("none", "none"),
	},
};

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
const managedOriginRequestPolicies: Record<string, Taken> = {
	// AllViewerExceptHostHeader
	"b689b0a8-53d0-40ab-baf2-68738e2966ac": taking("allExcept", "all", "host"),
};

export function cachePolicy(
	declarations: Declarations,
	id: string | undefined,
): CachePolicy {
	const {
		minTtl = 0,
		defaultTtl = 86_400,
		maxTtl = 31_536_000,
		parametersInCacheKeyAndForwardedToOrigin: taken,
	} = find(declarations, "CachePolicy", managedCachePolicies, id);
	return {
		minTtl,
		defaultTtl,
		maxTtl,
		gzip: taken.enableAcceptEncodingGzip ?? false,
		brotli: taken.enableAcceptEncodingBrotli ?? false,
		key: selection(taken),
		keyHeaders: lowerCase(taken.headersConfig.headers),
	};
}

/** What reaches the origin: what the policy says, and whatever is in the cache key. */
export function forwarded(
	declarations: Declarations,
	id: string | undefined,
	{ key }: CachePolicy,
): Selection {
	if (!id) return key;
	const managed = managedOriginRequestPolicies;
	const own = selection(find(declarations, "OriginRequestPolicy", managed, id));
	return {
		header: (name) => own.header(name) || key.header(name),
		cookies: own.cookies || key.cookies,
		query: own.query || key.query,
	};
}

function find<Policy>(
	declarations: Declarations,
	kind: string,
	managed: Record<string, Policy>,
	id = "",
): Policy {
	const type = `aws:cloudfront/${kind[0]?.toLowerCase()}${kind.slice(1)}:${kind}`;
	const declared = declarations.resources.find(
		(resource) => resource.type === type && resource.id === id,
	);
	const policy = managed[id] ?? (declared?.state as Policy | undefined);
	if (policy) return policy;
	throw new UsageError(
		`the ${kind} ${JSON.stringify(id)} is neither declared nor known to local/; declare it, or add it to local/cloudfront/policies.ts`,
	);
}

/** @throws UsageError for what is selected in a way that nothing here follows */
function selection({
	headersConfig: { headerBehavior = "none", headers },
	cookiesConfig: { cookieBehavior },
	queryStringsConfig: { queryStringBehavior },
}: Taken): Selection {
	const names = lowerCase(headers);
	const own = names.find((name) => name.startsWith("cloudfront-"));
	if (own)
		throw new UsageError(
			`a policy takes ${own}, and local/ makes none of CloudFront's own headers; take it out`,
		);
	return {
		header: choose("headers", headerBehavior, {
			none: () => false,
			whitelist: (name: string) => names.includes(name),
			allExcept: (name: string) => !names.includes(name),
			allViewer: () => true,
		}),
		cookies: choose("cookies", cookieBehavior, { none: false, all: true }),
		query: choose("queries", queryStringBehavior, { none: false, all: true }),
	};
}

function choose<T>(
	what: string,
	behavior: string,
	known: Record<string, T>,
): NonNullable<T> {
	const chosen = known[behavior];
	if (chosen !== undefined && chosen !== null) return chosen;
	throw new UsageError(
		`a policy takes ${what} by ${behavior}; local/ knows ${Object.keys(known).join(", ")}`,
	);
}

const lowerCase = (headers: Taken["headersConfig"]["headers"]) =>
	headers?.items?.map((name) => name.toLowerCase()) ?? [];

/**
 * What an answer is kept under; GET and HEAD share one.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html
 */
export function cacheKey(
	request: Request,
	encodings: string,
	{ key, keyHeaders }: CachePolicy,
): string {
	return [
		request.path,
		request.method === "OPTIONS",
		encodings,
		key.query && request.query,
		key.cookies && request.headers.cookie?.join("; "),
		...keyHeaders.map((name) => request.headers[name]?.join() ?? ""),
	].join("\n");
}
