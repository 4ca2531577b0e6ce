/** The declared distribution. */
import { randomUUID } from "node:crypto";
import type { cloudfront } from "@pulumi/aws";
import {
	type Headers,
	header,
	type Request,
	type Response,
	response,
	type Service,
} from "../http.ts";
import type { Declarations, StateOf } from "../program/declarations.ts";
import { matches } from "../services/iam.ts";
import { compressed, encodingFor } from "./compression.ts";
import { conditional } from "./conditional.ts";
import { type EdgeFunction, loadEdgeFunction } from "./edgeFunction.ts";
import {
	type CachePolicy,
	cachePolicy,
	forwardedHeaders,
	policyHeaders,
} from "./policies.ts";

type Declared = StateOf<cloudfront.Distribution>;

/** A behaviour with all that it names. */
interface Behavior {
	pathPattern: string;
	allowedMethods: string[];
	origin: Service;
	cache: CachePolicy;
	originRequestPolicyId: string | undefined;
	viewerRequest: EdgeFunction | undefined;
	compress: boolean;
	headers: Headers;
}

interface Kept {
	response: Response;
	/** Epoch milliseconds. */
	storedAt: number;
	freshUntil: number;
}

/** How an origin with this domain name is reached. */
export type OriginOf = (domainName: string) => Service;

export class Distribution {
	readonly #declared: Declared;
	readonly #behaviors: Behavior[];
	readonly #kept = new Map<string, Kept>();

	constructor(declarations: Declarations, originOf: OriginOf) {
		this.#declared = declarations.one<cloudfront.Distribution>(
			"aws:cloudfront/distribution:Distribution",
		);
		this.#behaviors = readBehaviors(declarations, this.#declared, originOf);
	}

	/** Answers a viewer. */
	async serve(viewer: Request): Promise<Response> {
		const behavior = this.#behaviors.find(({ pathPattern }) =>
			matches(pathPattern, viewer.path),
		) as Behavior;
		const { answer, xCache, age } = await this.#answer(viewer, behavior);
		const headers: Headers = {
			...answer.headers,
			...behavior.headers,
			via: ["1.1 local.cloudfront.net (CloudFront)"],
			"x-cache": [`${xCache} from cloudfront`],
			"x-amz-cf-id": [randomUUID()],
			...(age !== undefined && { age: [String(age)] }),
		};
		return conditional(viewer, { ...answer, headers });
	}

	async #answer(viewer: Request, behavior: Behavior) {
		if (!behavior.allowedMethods.includes(viewer.method))
			return { answer: methodNotAllowed, xCache: "Error" };
		const request = behavior.viewerRequest?.(viewer) ?? viewer;
		const encoding = encodingFor(behavior.cache, request);
		const key = `${encoding} ${request.path}`;
		const isCacheable =
			["GET", "HEAD"].includes(request.method) && behavior.cache.maxTtl > 0;
		const now = Date.now();
		const kept = isCacheable ? this.#kept.get(key) : undefined;
		if (kept && now < kept.freshUntil) {
			const age = Math.floor((now - kept.storedAt) / 1000);
			return { answer: kept.response, xCache: "Hit", age };
		}
		const fetched = await behavior.origin(
			this.#originRequest(request, behavior),
		);
		const answer = behavior.compress ? compressed(fetched, encoding) : fetched;
		const seconds = this.#secondsToKeep(answer, behavior);
		if (isCacheable && seconds > 0)
			this.#kept.set(key, {
				response: answer,
				storedAt: now,
				freshUntil: now + seconds * 1000,
			});
		return { answer, xCache: answer.status >= 400 ? "Error" : "Miss" };
	}

	/** What the origin is asked: the default root object, no body of a GET, the headers of the policy. */
	#originRequest(request: Request, behavior: Behavior): Request {
		const isRoot = request.path === "/" && this.#declared.defaultRootObject;
		return {
			...request,
			// CloudFront asks for the whole and cuts what the viewer wants out of it.
			method: request.method === "HEAD" ? "GET" : request.method,
			path: isRoot ? `/${this.#declared.defaultRootObject}` : request.path,
			headers: forwardedHeaders(
				behavior.originRequestPolicyId,
				request.headers,
			),
		};
	}

	/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html */
	#secondsToKeep(answer: Response, { cache }: Behavior): number {
		if (answer.status >= 400) {
			const declared = this.#declared.customErrorResponses?.find(
				({ errorCode }) => errorCode === answer.status,
			);
			return declared?.errorCachingMinTtl ?? 10;
		}
		const control = header(answer, "cache-control") ?? "";
		const [, age] =
			/(?:s-maxage|max-age)=(\d+)/.exec(
				/s-maxage=\d+/.exec(control)?.[0] ?? control,
			) ?? [];
		const wanted = /no-store|no-cache|private/.test(control)
			? 0
			: Number(age ?? cache.defaultTtl);
		return Math.min(cache.maxTtl, Math.max(cache.minTtl, wanted));
	}
}

const methodNotAllowed = response(
	403,
	{ "content-type": "text/html" },
	"This distribution is not configured to allow the HTTP request method that was used for this request.",
);

function readBehaviors(
	declarations: Declarations,
	declared: Declared,
	originOf: OriginOf,
): Behavior[] {
	const functions = declarations.all<cloudfront.Function>(
		"aws:cloudfront/function:Function",
	);
	const behaviors = [
		...(declared.orderedCacheBehaviors ?? []),
		{ ...declared.defaultCacheBehavior, pathPattern: "*" },
	];
	return behaviors.map((behavior) => {
		const association = behavior.functionAssociations?.find(
			({ eventType }) => eventType === "viewer-request",
		);
		const viewerRequest = functions.find(
			({ arn }) => arn === association?.functionArn,
		);
		return {
			pathPattern: behavior.pathPattern,
			allowedMethods: behavior.allowedMethods,
			origin: readOrigin(declared, behavior.targetOriginId, originOf),
			cache: cachePolicy(declarations, behavior.cachePolicyId),
			originRequestPolicyId: behavior.originRequestPolicyId,
			viewerRequest:
				viewerRequest && loadEdgeFunction(viewerRequest.code, declared),
			compress: behavior.compress ?? false,
			headers: policyHeaders(declarations, behavior.responseHeadersPolicyId),
		};
	});
}

/** The origin, below its path, with the headers that CloudFront adds in place of the viewer's. */
function readOrigin(
	declared: Declared,
	originId: string,
	originOf: OriginOf,
): Service {
	const origin = declared.origins.find((one) => one.originId === originId);
	if (!origin) throw new Error(`no origin is declared as ${originId}`);
	const serve = originOf(origin.domainName);
	const added: Headers = { host: [origin.domainName] };
	for (const { name, value } of origin.customHeaders ?? [])
		added[name.toLowerCase()] = [value];
	return (request) =>
		serve({
			...request,
			path: `${origin.originPath ?? ""}${request.path}`,
			headers: { ...request.headers, ...added },
		});
}
