/** The limits of requests: of methods, and of keys, which usage plans admit. */
import { bucketOf } from "../core/bucket.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { GatewayError } from "./exchange.ts";

/** Counts a request; throws a GatewayError when there are too many. */
export type Throttle = () => void;

/**
 * By declared limits; none where they are left out, or -1 as the provider writes it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function throttleOf(rate = -1, burst = -1, now: () => number): Throttle {
	if (rate < 0 || burst < 0) return () => {};
	const bucket = bucketOf(rate, burst, now);
	return () => {
		if (bucket.level() < 1)
			throw new GatewayError("THROTTLED", 429, "Too Many Requests");
		bucket.spend(1);
	};
}

/**
 * Counts a request that came with a key, whose limits all share who come with it.
 * @throws GatewayError when the key is none of the stage's, or its plan is used up
 */
export type Admit = (key: string | undefined) => void;

/** @throws UsageError for a quota of another period than a day */
export function usagePlans(
	declarations: Declarations,
	{ restApi, stageName }: StateOf<"apigateway.Stage">,
	now: () => number,
): Admit {
	const admissions = new Map<string, Throttle>();
	for (const plan of declarations.all("apigateway.UsagePlan")) {
		const isCovered = plan.apiStages?.some(
			({ apiId, stage }) => apiId === restApi && stage === stageName,
		);
		const keys = declarations
			.all("apigateway.UsagePlanKey", { usagePlanId: plan.id })
			.map(({ keyId: id }) => declarations.find("apigateway.ApiKey", { id }));
		for (const key of isCovered ? keys : [])
			if (key && key.enabled !== false)
				admissions.set(key.value, admission(plan, now));
	}
	return (key = "") => {
		const admit = admissions.get(key);
		if (!admit) throw new GatewayError("INVALID_API_KEY", 403, "Forbidden");
		admit();
	};
}

/** What is throttled is not taken from the quota. */
function admission(
	{ throttleSettings, quotaSettings }: StateOf<"apigateway.UsagePlan">,
	now: () => number,
): Throttle {
	const { rateLimit, burstLimit } = throttleSettings ?? {};
	const { limit = Infinity, period } = quotaSettings ?? { period: "DAY" };
	if (period !== "DAY")
		throw new UsageError(
			`a usage plan has a quota for each ${period}; local/ counts by the DAY alone`,
		);
	const throttle = throttleOf(rateLimit, burstLimit, now);
	/** Days end at midnight UTC. */
	let [day, used] = ["", 0];
	return () => {
		throttle();
		const today = new Date(now()).toISOString().slice(0, 10);
		if (today !== day) [day, used] = [today, 0];
		if (used >= limit)
			throw new GatewayError("QUOTA_EXCEEDED", 429, "Limit Exceeded");
		used++;
	};
}
