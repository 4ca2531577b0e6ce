/** The declared distribution. */
import { randomUUID } from "node:crypto";
import {
	type Headers,
	type Request,
	type Response,
	response,
} from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { firewallOf, type Judge } from "../waf/firewall.ts";
import { type Behavior, type OriginOf, readBehaviors } from "./behaviors.ts";
import { EdgeCache } from "./cache.ts";
import { compressed, encodingsFor } from "./compression.ts";
import { conditional } from "./conditional.ts";
import { type Lifetime, readLifetime } from "./expiration.ts";
import { originRequest, type Passage } from "./origin.ts";
import { errorPage, type Outcome, outcomeOf } from "./outcome.ts";
import { cacheKey } from "./policies.ts";
import { withPolicy } from "./responseHeaders.ts";
import { type Viewer, viewerOf } from "./viewer.ts";

type Declared = StateOf<"cloudfront.Distribution">;

export class Distribution {
	readonly #declared: Declared;
	readonly #behaviors: Behavior[];
	readonly #judge: Judge;
	readonly #lifetime: Lifetime;
	readonly #now: () => number;
	readonly #cache: EdgeCache;

	/**
	 * @param now epoch milliseconds
	 * @throws UsageError for what is declared and cannot be imitated
	 */
	constructor(
		declarations: Declarations,
		originOf: OriginOf,
		now: () => number = Date.now,
	) {
		this.#declared = declarations.one("cloudfront.Distribution");
		this.#behaviors = readBehaviors(declarations, this.#declared, originOf);
		this.#judge = firewallOf(declarations, this.#declared.webAclId);
		this.#lifetime = readLifetime(this.#declared);
		this.#now = now;
		this.#cache = new EdgeCache(now);
	}

	/** Answers a viewer. */
	async serve(sent: Request): Promise<Response> {
		try {
			const id = randomUUID();
			const viewer = viewerOf(sent);
			const refused = this.#refusal(viewer);
			if (refused) return this.#sign(refused, id);
			const behavior = this.#behaviors.find(({ fits }) =>
				fits(viewer.request.path),
			) as Behavior;
			const outcome = await this.#pass(viewer, behavior, id);
			return this.#sign(outcome, id, behavior);
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			return response(400, { "content-type": "text/plain" }, error.message);
		}
	}

	/** What a viewer is refused on every path. */
	#refusal({ request, country }: Viewer): Outcome | undefined {
		const { restrictionType, locations = [] } =
			this.#declared.restrictions.geoRestriction;
		// Whose country is not known is served:
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
		{ request, protocol }: Viewer,
		behavior: Behavior,
		id: string,
	): Promise<Outcome> {
		const { viewerProtocolPolicy, viewerRequest, cache } = behavior;
		if (protocol === "http" && viewerProtocolPolicy === "https-only")
			return errorPage(403, "HTTPS is required.");
		if (protocol === "http" && viewerProtocolPolicy === "redirect-to-https")
			return redirect(request);
		if (!behavior.allowedMethods.includes(request.method))
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
		const passage = {
			request: { ...passed, path },
			behavior,
			id,
			via: viaOf(this.#declared),
			encodings: encodingsFor(cache, passed),
		};
		return behavior.cachedMethods.includes(passed.method)
			? this.#fromCache(passage)
			: outcomeOf(await fetched(passage), "Miss");
	}

	async #fromCache(passage: Passage): Promise<Outcome> {
		const { request, behavior, encodings } = passage;
		const { cache, compress } = behavior;
		const index = this.#behaviors.indexOf(behavior);
		const key = `${index}\n${cacheKey(request, encodings, cache)}`;
		const outcome =
			this.#cache.hit(key) ??
			(await this.#cache.miss(key, {
				fetch: (validators) => fetched(passage, validators),
				prepare: async (answer) =>
					compress ? compressed(answer, encodings) : answer,
				lifetime: (answer) => this.#lifetime(answer, cache, this.#now()),
			}));
		return { ...outcome, answer: conditional(request, outcome.answer) };
	}

	#sign(
		{ answer, xCache, age }: Outcome,
		id: string,
		behavior?: Behavior,
	): Response {
		return {
			...answer,
			headers: {
				...(behavior
					? withPolicy(answer.headers, behavior.responseHeaders)
					: answer.headers),
				via: [viaOf(this.#declared)],
				"x-cache": [`${xCache} from cloudfront`],
				"x-amz-cf-id": [id],
				...(age !== undefined && { age: [String(age)] }),
			},
		};
	}
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html */
function redirect({ method, headers, path, query }: Request): Outcome {
	const location = `https://${headers.host?.[0]}${path}${query && `?${query}`}`;
	const status = ["GET", "HEAD"].includes(method) ? 301 : 307;
	return { answer: response(status, { location }), xCache: "Redirect" };
}

const viaOf = ({ domainName }: Declared) => `1.1 ${domainName} (CloudFront)`;

/** The origin's answer. What it throws is a defect of this machine, seen by who runs it. */
async function fetched(passage: Passage, validators?: Headers) {
	try {
		const request = originRequest(passage, validators);
		return await passage.behavior.origin.serve(request);
	} catch (error) {
		console.error(error);
		return errorPage(502, "The origin could not be reached.").answer;
	}
}
