/** The declared API keys and what their usage plans admit. */
import type { apigateway } from "@pulumi/aws";
import type { Declarations, StateOf } from "../program/declarations.ts";
import { Refusal } from "./gatewayResponses.ts";
import { TokenBucket } from "./tokenBucket.ts";

interface Plan {
	bucket: TokenBucket | undefined;
	/** Requests in a period; Infinity without a quota. */
	limit: number;
	period: string;
	used: number;
	/** The period that `used` counts. */
	counted: string;
}

/** Limits are a key's: all who come with it share them. */
export class UsagePlans {
	/** By the key's value. */
	readonly #plans = new Map<string, Plan>();

	constructor(declarations: Declarations, stage: StateOf<apigateway.Stage>) {
		const links = declarations.all<apigateway.UsagePlanKey>(
			"aws:apigateway/usagePlanKey:UsagePlanKey",
		);
		const keys = declarations.all<apigateway.ApiKey>(
			"aws:apigateway/apiKey:ApiKey",
		);
		for (const plan of declarations.all<apigateway.UsagePlan>(
			"aws:apigateway/usagePlan:UsagePlan",
		)) {
			const covers = plan.apiStages?.some(
				({ apiId, stage: name }) =>
					apiId === stage.restApi && name === stage.stageName,
			);
			if (!covers) continue;
			for (const { keyId } of links.filter((l) => l.usagePlanId === plan.id)) {
				const key = keys.find(({ id }) => id === keyId);
				if (key && key.enabled !== false)
					this.#plans.set(key.value, planOf(plan));
			}
		}
	}

	/**
	 * Counts a request that came with a key.
	 * @throws Refusal when the key is none of the stage's, or its plan is used up
	 */
	admit(key: string | undefined, now = Date.now()): void {
		const plan = this.#plans.get(key ?? "");
		if (!plan) throw new Refusal("INVALID_API_KEY", 403, "Forbidden");
		if (plan.bucket && !plan.bucket.take(now))
			throw new Refusal("THROTTLED", 429, "Too Many Requests");
		const period = periodAt(plan.period, now);
		if (plan.counted !== period) {
			plan.counted = period;
			plan.used = 0;
		}
		if (plan.used >= plan.limit)
			throw new Refusal("QUOTA_EXCEEDED", 429, "Limit Exceeded");
		plan.used++;
	}
}

function planOf({
	throttleSettings,
	quotaSettings,
}: StateOf<apigateway.UsagePlan>): Plan {
	const { rateLimit, burstLimit } = throttleSettings ?? {};
	return {
		bucket:
			rateLimit && burstLimit
				? new TokenBucket(rateLimit, burstLimit)
				: undefined,
		limit: quotaSettings?.limit ?? Infinity,
		period: quotaSettings?.period ?? "DAY",
		used: 0,
		counted: "",
	};
}

/** The day, week (by its Sunday) or month that a moment is in, UTC. */
function periodAt(period: string, now: number): string {
	const day = new Date(now);
	if (period === "WEEK") day.setUTCDate(day.getUTCDate() - day.getUTCDay());
	return day.toISOString().slice(0, period === "MONTH" ? 7 : 10);
}
