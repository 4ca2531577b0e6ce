/** The limits of methods, and of API keys by their usage plans. */
import { bucketOf } from "../core/bucket.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { GatewayError } from "./exchange.ts";

/** Counts a request; throws a GatewayError when the limit is exceeded. */
export type Throttle = () => void;

/**
 * A throttle with the declared limits. The provider writes -1 for no limit.
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
 * Counts a request with an API key. All clients with the key share its limits.
 * @throws GatewayError for an unknown key, or when a limit of its plan is exceeded
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

/** Throttled requests do not count for the quota. */
function admission(
	{ throttleSettings, quotaSettings }: StateOf<"apigateway.UsagePlan">,
	now: () => number,
): Throttle {
	const { rateLimit, burstLimit } = throttleSettings ?? {};
	const { limit = Infinity, period } = quotaSettings ?? { period: "DAY" };
	if (period !== "DAY")
		throw new UsageError(
			`a usage plan has a quota for each ${period}; local/ knows quotas for a DAY only`,
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
