/** The declared API keys and what their usage plans admit. */
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { GatewayError } from "./gatewayError.ts";
import { bucketOf, type Clock, type TokenBucket } from "./tokenBucket.ts";

type Declared = StateOf<"apigateway.UsagePlan">;

interface Admission {
	bucket: TokenBucket | undefined;
	/** Requests in a day; Infinity without a quota. */
	limit: number;
	used: number;
	/** The day that `used` counts. */
	counted: string;
}

/** Limits are a key's: all who come with it share them. */
export class UsagePlans {
	/** By the key's value. */
	readonly #admissions = new Map<string, Admission>();
	readonly #now: Clock;

	/** @throws UsageError for a quota of another period than a day */
	constructor(
		declarations: Declarations,
		stage: StateOf<"apigateway.Stage">,
		now: Clock,
	) {
		this.#now = now;
		const links = declarations.all("apigateway.UsagePlanKey");
		const keys = declarations.all("apigateway.ApiKey");
		for (const plan of declarations.all("apigateway.UsagePlan")) {
			const isCovered = plan.apiStages?.some(
				({ apiId, stage: name }) =>
					apiId === stage.restApi && name === stage.stageName,
			);
			if (!isCovered) continue;
			for (const { keyId } of links.filter((l) => l.usagePlanId === plan.id)) {
				const key = keys.find(({ id }) => id === keyId);
				if (key && key.enabled !== false)
					this.#admissions.set(key.value, admissionOf(plan, now));
			}
		}
	}

	/**
	 * Counts a request that came with a key.
	 * @throws GatewayError when the key is none of the stage's, or its plan is used up
	 */
	admit(value: string | undefined): void {
		const admission = this.#admissions.get(value ?? "");
		if (!admission) throw new GatewayError("INVALID_API_KEY", 403, "Forbidden");
		if (admission.bucket && !admission.bucket.take())
			throw new GatewayError("THROTTLED", 429, "Too Many Requests");
		const day = dayAt(this.#now());
		if (admission.counted !== day)
			Object.assign(admission, { counted: day, used: 0 });
		if (admission.used >= admission.limit)
			throw new GatewayError("QUOTA_EXCEEDED", 429, "Limit Exceeded");
		admission.used++;
	}
}

function admissionOf(
	{ throttleSettings, quotaSettings }: Declared,
	now: Clock,
): Admission {
	const { rateLimit, burstLimit } = throttleSettings ?? {};
	const { limit = Infinity, period } = quotaSettings ?? { period: "DAY" };
	if (period !== "DAY")
		throw new UsageError(
			`a usage plan has a quota for each ${period}; local/ counts by the DAY alone`,
		);
	return {
		bucket: bucketOf(rateLimit, burstLimit, now),
		limit,
		used: 0,
		counted: dayAt(now()),
	};
}

/** UTC. */
const dayAt = (now: number) => new Date(now).toISOString().slice(0, 10);
