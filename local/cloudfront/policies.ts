/** The declared cache and origin request policies, and those of AWS's own that a program may name by id. */
import type { cloudfront } from "@pulumi/aws";
import type { Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

type Select = (name: string) => boolean;

/** What is taken of a viewer's request, by name. */
export interface Selection {
	header: Select;
	cookie: Select;
	query: Select;
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

type Declared = StateOf<cloudfront.CachePolicy>;
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
	// AllViewer
	"216adef6-5c7f-47e4-b989-5492eafa07d3": taking("allViewer", "all"),
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
		cookie: (name) => own.cookie(name) || key.cookie(name),
		query: (name) => own.query(name) || key.query(name),
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

function selection({
	headersConfig: { headerBehavior = "none", headers },
	cookiesConfig: { cookieBehavior, cookies },
	queryStringsConfig: { queryStringBehavior, queryStrings },
}: Taken): Selection {
	const names = lowerCase(headers);
	const own = names.find((name) => name.startsWith("cloudfront-"));
	if (own)
		throw new UsageError(
			`a policy takes ${own}, and local/ makes none of CloudFront's own headers; take it out`,
		);
	return {
		header: select(headerBehavior, names),
		cookie: select(cookieBehavior, cookies?.items),
		query: select(queryStringBehavior, queryStrings?.items),
	};
}

const lowerCase = (headers: Taken["headersConfig"]["headers"]) =>
	headers?.items?.map((name) => name.toLowerCase()) ?? [];

function select(behavior: string, items: string[] = []): Select {
	const names = new Set(items);
	switch (behavior) {
		case "none":
			return () => false;
		case "whitelist":
			return (name) => names.has(name);
		case "allExcept":
			return (name) => !names.has(name);
		case "all":
		case "allViewer":
			return () => true;
		default:
			throw new UsageError(
				`a policy takes ${behavior}; local/ knows none, whitelist, allExcept, all and allViewer`,
			);
	}
}

/** The pairs of a query string or of cookies that are taken, as they were sent. */
export function pairs(text: string, separator: "&" | "; ", taken: Select) {
	if (text === "") return "";
	return text
		.split(separator === "&" ? "&" : /; */)
		.filter((pair) => taken(pair.split("=", 1)[0] ?? ""))
		.join(separator);
}

/** All cookies of a request. */
export const cookiesOf = ({ headers }: Pick<Request, "headers">) =>
	headers.cookie?.join("; ") ?? "";

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
		pairs(request.query, "&", key.query),
		pairs(cookiesOf(request), "; ", key.cookie),
		...keyHeaders.map((name) => request.headers[name]?.join() ?? ""),
	].join("\n");
}
