/** The declared API keys and what their usage plans admit. */
import type { apigateway } from "@pulumi/aws";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { Refusal } from "./gatewayResponses.ts";
import { bucketOf, type Clock, type TokenBucket } from "./tokenBucket.ts";

type Declared = StateOf<apigateway.UsagePlan>;

export interface Key {
	id: string;
	value: string;
}

interface Admission {
	key: Key;
	bucket: TokenBucket | undefined;
	/** Limits of single methods, by `/path/METHOD`. */
	methods: Map<string, TokenBucket | undefined>;
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
	readonly #admissions = new Map<string, Admission>();
	readonly #now: Clock;

	constructor(
		declarations: Declarations,
		stage: StateOf<apigateway.Stage>,
		now: Clock,
	) {
		this.#now = now;
		const links = declarations.all<apigateway.UsagePlanKey>(
			"aws:apigateway/usagePlanKey:UsagePlanKey",
		);
		const keys = declarations.all<apigateway.ApiKey>(
			"aws:apigateway/apiKey:ApiKey",
		);
		for (const plan of declarations.all<apigateway.UsagePlan>(
			"aws:apigateway/usagePlan:UsagePlan",
		)) {
			const covered = plan.apiStages?.find(
				({ apiId, stage: name }) =>
					apiId === stage.restApi && name === stage.stageName,
			);
			if (!covered) continue;
			for (const { keyId } of links.filter((l) => l.usagePlanId === plan.id)) {
				const key = keys.find(({ id }) => id === keyId);
				if (key && key.enabled !== false)
					this.#admissions.set(
						key.value,
						admissionOf(key, plan, covered.throttles ?? [], now),
					);
			}
		}
	}

	/**
	 * Counts a request for a method that came with a key.
	 * @param method as `/path/METHOD`
	 * @throws Refusal when the key is none of the stage's, or its plan is used up
	 */
	admit(value: string | undefined, method: string): Key {
		const admission = this.#admissions.get(value ?? "");
		if (!admission) throw new Refusal("INVALID_API_KEY", 403, "Forbidden");
		for (const bucket of [admission.methods.get(method), admission.bucket])
			if (bucket && !bucket.take())
				throw new Refusal("THROTTLED", 429, "Too Many Requests");
		const period = periodAt(admission.period, this.#now());
		if (admission.counted !== period) {
			admission.counted = period;
			admission.used = 0;
		}
		if (admission.used >= admission.limit)
			throw new Refusal("QUOTA_EXCEEDED", 429, "Limit Exceeded");
		admission.used++;
		return admission.key;
	}
}

function admissionOf(
	{ id, value }: Key,
	{ throttleSettings, quotaSettings }: Declared,
	throttles: { path: string; rateLimit?: number; burstLimit?: number }[],
	now: Clock,
): Admission {
	const { rateLimit, burstLimit } = throttleSettings ?? {};
	const period = quotaSettings?.period ?? "DAY";
	return {
		key: { id, value },
		bucket: bucketOf(rateLimit, burstLimit, now),
		methods: new Map(
			throttles.map(({ path, rateLimit, burstLimit }) => [
				path,
				bucketOf(rateLimit, burstLimit, now),
			]),
		),
		limit: quotaSettings?.limit ?? Infinity,
		period,
		// The offset shortens the first period alone.
		used: quotaSettings?.offset ?? 0,
		counted: periodAt(period, now()),
	};
}

/** The day, week (by its Sunday) or month that a moment is in, UTC. */
function periodAt(period: string, now: number): string {
	const day = new Date(now);
	if (period === "WEEK") day.setUTCDate(day.getUTCDate() - day.getUTCDay());
	return day.toISOString().slice(0, period === "MONTH" ? 7 : 10);
}
