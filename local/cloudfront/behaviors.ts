/** The declared cache behaviors: the origin of each path, and its settings. */
import type { Service } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import { wildcard } from "../core/wildcard.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { type EdgeFunction, loadEdgeFunction } from "./edgeFunction.ts";
import { cachePolicy, isForwarded } from "./policies.ts";
import { responseHeaders } from "./responseHeaders.ts";

type Declared = StateOf<"cloudfront.Distribution">;

export type Behavior = ReturnType<typeof readBehaviors>[number];
export type Origin = ReturnType<typeof readOrigin>;

/** Finds the origin with a domain name. */
export type OriginOf = (domainName: string) => Service;

/**
 * Returns the behaviors in the order of their precedence.
 * @throws UsageError for a declaration that local/ cannot imitate
 */
export function readBehaviors(
	declarations: Declarations,
	declared: Declared,
	originOf: OriginOf,
	edgeTimeout: number,
) {
	const behaviors = [
		...(declared.orderedCacheBehaviors ?? []),
		{ ...declared.defaultCacheBehavior, pathPattern: "*" },
	];
	return behaviors.map((behavior) => {
		const cache = cachePolicy(declarations, behavior.cachePolicyId);
		const { functionAssociations = [], lambdaFunctionAssociations = [] } =
			behavior;
		return {
			/** Whether the behaviour applies to a path. */
			fits: pathMatcher(behavior.pathPattern),
			allowedMethods: behavior.allowedMethods,
			/** The methods whose answers the edge caches. */
			cachedMethods: behavior.cachedMethods.filter(
				(method) => cache.maxTtl > 0 && method !== "OPTIONS",
			),
			...readOrigins(declared, behavior.targetOriginId, originOf),
			cache,
			/** Whether more than the path reaches the origin. */
			isForwarded: isForwarded(behavior.originRequestPolicyId),
			viewerRequest: viewerRequest(
				declarations,
				declared,
				[...functionAssociations, ...lambdaFunctionAssociations],
				edgeTimeout,
			),
			compress: behavior.compress ?? false,
			responseHeaders: responseHeaders(
				declarations,
				behavior.responseHeadersPolicyId,
			),
		};
	});
}

/**
 * Compiles a pattern, with or without a slash at its beginning. CloudFront
 * matches the normalised path, and sends the original one to the origin.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
 */
function pathMatcher(pattern: string): (path: string) => boolean {
	const matches = wildcard(pattern.replace(/^(?=[^/*])/, "/"));
	return (path) => matches(normalized(path));
}

/** By https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2, and with single slashes. */
function normalized(path: string): string {
	if (!/%|\/\/|\/\./.test(path)) return path;
	const decoded = path.replace(/%[0-9a-f]{2}/gi, (code) => {
		const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
		return /[\w.~-]/.test(character) ? character : code.toUpperCase();
	});
	const merged = decoded.replace(/\/{2,}/g, "/");
	return new URL(`http://viewer${merged}`).pathname;
}

function viewerRequest(
	declarations: Declarations,
	distribution: Declared,
	associations: { eventType: string; functionArn?: string }[],
	edgeTimeout: number,
): EdgeFunction | undefined {
	const [association, ...more] = associations;
	if (!association) return undefined;
	const { functionArn: arn, eventType } = association;
	if (eventType !== "viewer-request" || more.length > 0)
		throw new UsageError(
			`local/ runs one CloudFront Function for each behavior, at viewer-request, and not ${JSON.stringify(associations)}`,
		);
	const declared = declarations.get("cloudfront.Function", { arn });
	return loadEdgeFunction(declared, distribution, edgeTimeout);
}

/** An origin by itself, or the two of a group and the statuses for which the second is asked. */
function readOrigins(declared: Declared, targetId: string, originOf: OriginOf) {
	const group = declared.originGroups?.find((one) => one.originId === targetId);
	const ids = group?.members.map(({ originId }) => originId) ?? [targetId];
	return {
		origins: ids.map((id) => readOrigin(declared, id, originOf)),
		failoverStatuses: group?.failoverCriteria.statusCodes ?? [],
	};
}

function readOrigin(declared: Declared, originId: string, originOf: OriginOf) {
	const origin = declared.origins.find((one) => one.originId === originId);
	if (!origin) throw new UsageError(`no origin is declared as ${originId}`);
	const { domainName, originPath: path = "", customHeaders = [] } = origin;
	return {
		serve: originOf(domainName),
		domainName,
		/** Prefix of the paths of requests. */
		path,
		customHeaders: Object.fromEntries(
			customHeaders.map(({ name, value }) => [name.toLowerCase(), [value]]),
		),
	};
}
