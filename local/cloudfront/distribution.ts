/** The declared distribution. */
import { randomUUID } from "node:crypto";
import {
	type Request,
	type Response,
	response,
	type Service,
} from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import { wildcard } from "../core/wildcard.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { firewallOf, type Judge } from "../waf/firewall.ts";
import {
	type Behavior,
	type Origin,
	type OriginOf,
	readBehaviors,
} from "./behaviors.ts";
import { edgeCache } from "./cache.ts";
import { compressed, encodingFor } from "./compression.ts";
import { conditional } from "./conditional.ts";
import { originRequest, type Passage } from "./origin.ts";
import { errorPage, type Outcome, outcomeOf } from "./outcome.ts";
import { type Lifetime, readLifetime } from "./policies.ts";
import { type Viewer, viewerOf } from "./viewer.ts";

type Declared = StateOf<"cloudfront.Distribution">;

export interface DistributionOptions {
	/** Epoch milliseconds. */
	now?: () => number;
	/** The time limit of an edge function in milliseconds. */
	edgeTimeout?: number;
}

export class Distribution {
	readonly #declared: Declared;
	readonly #behaviors: Behavior[];
	readonly #judge: Judge;
	readonly #lifetime: Lifetime;
	readonly #via: string;
	readonly #now: () => number;
	readonly #cache: ReturnType<typeof edgeCache>;

	/** @throws UsageError for a declaration that local/ cannot imitate */
	constructor(
		declarations: Declarations,
		originOf: OriginOf,
		{ now = Date.now, edgeTimeout = 2_000 }: DistributionOptions = {},
	) {
		const declared = declarations.one("cloudfront.Distribution");
		this.#declared = declared;
		this.#behaviors = readBehaviors(
			declarations,
			declared,
			originOf,
			edgeTimeout,
		);
		this.#judge = firewallOf(declarations, declared.webAclId);
		this.#lifetime = readLifetime(declared);
		this.#via = `1.1 ${declared.domainName} (CloudFront)`;
		this.#now = now;
		this.#cache = edgeCache(now);
	}

	/**
	 * Removes paths from the cache. A path is the one that the origin receives,
	 * after the edge function.
	 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
	 */
	invalidate(paths: string[]): void {
		const tests = paths.map(wildcard);
		this.#cache.remove((key) => {
			const [, path = ""] = key.split("\n");
			return tests.some((fits) => fits(path));
		});
	}

	/** Answers a viewer. */
	serve: Service = async (sent) => {
		try {
			const id = randomUUID();
			const viewer = viewerOf(sent);
			const refused = this.#refusal(viewer);
			if (refused) return this.#sign(refused, id);
			const { request } = viewer;
			const behavior = this.#behaviors.find(({ fits }) =>
				fits(request.path),
			) as Behavior;
			const { answer, ...outcome } = await this.#pass(request, behavior, id);
			const headers = behavior.responseHeaders(answer.headers);
			return this.#sign({ ...outcome, answer: { ...answer, headers } }, id);
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			return response(400, { "content-type": "text/plain" }, error.message);
		}
	};

	/** The answer to a blocked viewer, by country or by the firewall. */
	#refusal({ request, country }: Viewer): Outcome | undefined {
		const { restrictionType, locations = [] } =
			this.#declared.restrictions.geoRestriction;
		// CloudFront serves viewers of an unknown country:
		// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/georestrictions.html
		if (
			country &&
			restrictionType !== "none" &&
			locations.includes(country) !== (restrictionType === "whitelist")
		)
			return errorPage(403, "Access from your country is blocked.");
		const answer = this.#judge(request, this.#now());
		return answer && { answer, xCache: "Error" };
	}

	async #pass(
		request: Request,
		behavior: Behavior,
		id: string,
	): Promise<Outcome> {
		const { viewerRequest, allowedMethods, cachedMethods } = behavior;
		if (!allowedMethods.includes(request.method))
			return errorPage(
				403,
				"This distribution is not configured to allow the HTTP request method that was used for this request.",
			);
		// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustom-get-body
		if (request.method === "GET" && request.body.length > 0)
			return errorPage(403, "A GET request may not have a body.");
		const passed = viewerRequest?.(request) ?? request;
		if ("answer" in passed) return passed;
		const { defaultRootObject: root } = this.#declared;
		const path = passed.path === "/" && root ? `/${root}` : passed.path;
		const isCached = cachedMethods.includes(passed.method);
		const passage = {
			request: { ...passed, path },
			behavior,
			id,
			via: this.#via,
			isCached,
		};
		return isCached
			? this.#fromCache(passage)
			: outcomeOf(await fetched(passage), "Miss");
	}

	async #fromCache(passage: Passage): Promise<Outcome> {
		const { request, behavior } = passage;
		const { cache, compress } = behavior;
		const encoding = encodingFor(cache, request);
		const index = this.#behaviors.indexOf(behavior);
		const key = `${index}\n${request.path}\n${encoding}`;
		const outcome = await this.#cache.get(key, async () => {
			const answer = await fetched(passage);
			return {
				answer: compress ? await compressed(answer, encoding) : answer,
				seconds: this.#lifetime(answer, cache),
			};
		});
		return { ...outcome, answer: conditional(request, outcome.answer) };
	}

	#sign({ answer, xCache, age }: Outcome, id: string): Response {
		const headers = {
			...answer.headers,
			via: [this.#via],
			"x-cache": [`${xCache} from cloudfront`],
			"x-amz-cf-id": [id],
			...(age !== undefined && { age: [String(age)] }),
		};
		return { ...answer, headers };
	}
}

/** The origin's answer. An error of the origin is a defect of local/, so it is printed. */
async function fetched(passage: Passage): Promise<Response> {
	const { origins, failoverStatuses } = passage.behavior;
	const [first, second] = origins as [Origin, Origin?];
	try {
		const answer = await first.serve(originRequest(passage, first));
		return second && failoverStatuses.includes(answer.status)
			? await second.serve(originRequest(passage, second))
			: answer;
	} catch (error) {
		console.error(error);
		return errorPage(502, "The origin could not be reached.").answer;
	}
}
