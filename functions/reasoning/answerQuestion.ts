import { randomUUID } from "node:crypto";
import { cacheKey } from "../../contract/cacheKey.ts";
import { type Observation, questionAbout } from "../../contract/observation.ts";
import { type Question, questionFields } from "../../contract/request.ts";
import { NotPublished, OutOfTime, ReasoningError } from "./errors.ts";
import type {
	AnswerCache,
	Clock,
	Entry,
	Failure,
	Lease,
	MissPorts,
	StoredAnswer,
	Telemetry,
} from "./ports.ts";

/**
 * How a request's time is spent, milliseconds. API Gateway gives up after
 * 29 s, so the function has answered by itself before that.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const budget = {
	/** From the first line of the handler to its answer. */
	total: 26_000,
	/**
	 * How long the others wait for the one who asks the model. Well below
	 * `total`: who waited for a dead one has time left to ask.
	 */
	lease: 18_000,
	/** Of the lease, kept back from the model for writing the answer down. */
	save: 2_000,
	/** The first pause between two looks at another's work, and the longest. */
	firstPause: 100,
	longestPause: 1_000,
};

export interface World {
	cache: AnswerCache;
	clock: Clock;
	telemetry: Telemetry;
	/** Whether only what is published may be reasoned about. */
	requirePublished: boolean;
	/** Loads what a hit does not need. */
	forMiss(): Promise<MissPorts>;
}

export interface Answered {
	key: string;
	cached: boolean;
	answer: StoredAnswer;
}

/**
 * The answer to a question: kept, or asked for once, whoever asks meanwhile.
 * @param deadline epoch milliseconds by which the caller needs it
 * @throws ReasoningError of every kind of errors.ts
 */
export async function answerQuestion(
	question: Question,
	deadline: number,
	world: World,
): Promise<Answered> {
	const { cache, clock, telemetry } = world;
	const key = cacheKey(question);
	telemetry.note({ cache_key: key });
	const hit = (answer: StoredAnswer) => {
		telemetry.count("CacheHit");
		telemetry.note({ place: placeOf(answer.observation) });
		return { key, cached: true, answer };
	};

	const entry = await telemetry.step("cache", () => cache.read(key));
	const kept = entry?.answer;
	if (kept && counts(kept, question, clock)) return hit(kept);

	const ports = await world.forMiss();
	const subject = await published(question, ports, world);
	if (kept && counts(kept, subject, clock)) return hit(kept);

	telemetry.count("CacheMiss");
	telemetry.note({ place: placeOf(subject) });
	const owner = randomUUID();
	return answerOnce(
		{ ...world, ...ports, key, owner, subject, deadline },
		entry,
	);
}

/** For the log: of what is published, and never of what somebody made up. */
function placeOf({ lat, lon, date }: Partial<Question>): string {
	return `${lat} ${lon} ${date ?? ""}`.trim();
}

/** The published numbers of what is asked about; the asker's own where the stack allows it. */
async function published(
	question: Question,
	ports: MissPorts,
	{ requirePublished, telemetry }: World,
): Promise<Question | Observation> {
	if (!requirePublished) return question;
	const observation = await telemetry.step("published", () =>
		ports.published.find(question),
	);
	if (!observation) throw new NotPublished();
	return observation;
}

/** The date is in the key, and items of the earlier system do not repeat it. */
const compared = questionFields.filter((field) => field !== "date");

/** Whether an answer has not expired and explains these very numbers. */
function counts(answer: StoredAnswer, subject: Question, clock: Clock) {
	return (
		answer.expires * 1000 > clock.now() &&
		compared.every((field) => answer.observation[field] === subject[field])
	);
}

/** A question on its way to the model. */
interface Flight extends World, MissPorts {
	key: string;
	/** Tells this request's lease from another's. */
	owner: string;
	subject: Question | Observation;
	deadline: number;
}

/**
 * One model call for all who ask about an observation at the same time, in
 * whatever container: a lease in the table decides who asks, the others look
 * at the table until the answer is there, or the lease ran out.
 * @param found what was under the key, and does not count
 */
async function answerOnce(
	flight: Flight,
	found: Entry | undefined,
): Promise<Answered> {
	const { cache, clock, deadline, key, owner, subject, telemetry } = flight;
	let seen = found;
	for (let pause = budget.firstPause; ; pause *= 1.5) {
		const now = clock.now();
		const held = seen?.lease && seen.lease.until > now;
		const lease = { owner, until: now + budget.lease };
		if (
			!held &&
			(await telemetry.step("lease", () => cache.lease(key, lease, now, seen)))
		)
			return ask(flight, lease);

		if (now >= deadline) throw new OutOfTime("waited for another's answer");
		// Spread, so that all who wait do not look at once.
		const spread = 0.5 + Math.random();
		const wait = Math.min(pause, budget.longestPause) * spread;
		await telemetry.step("wait", () => clock.sleep(wait));
		seen = await telemetry.step("cache", () =>
			cache.read(key, { consistent: true }),
		);
		if (seen?.lease?.failure) throw othersFailure(seen.lease.failure);
		if (seen?.answer && counts(seen.answer, subject, clock)) {
			telemetry.count("Coalesced");
			return { key, cached: true, answer: seen.answer };
		}
	}
}

async function ask(flight: Flight, lease: Lease): Promise<Answered> {
	const { cache, clock, key, subject, telemetry } = flight;
	try {
		const { geminiModel, cacheTtlDays } = await telemetry.step(
			"parameters",
			() => flight.parameters(),
		);
		const modelDeadline = Math.min(flight.deadline, lease.until) - budget.save;
		const { text, model } = await flight.model.explain(
			subject,
			geminiModel,
			modelDeadline,
		);
		const now = clock.now();
		const answer: StoredAnswer = {
			reasoning: text,
			cachedAt: new Date(now).toISOString(),
			observation: questionAbout(subject),
			model,
			expires: Math.floor(now / 1000) + cacheTtlDays * 86_400,
		};
		await save(flight, answer);
		return { key, cached: false, answer };
	} catch (error) {
		await cache
			.release(key, lease, failureOf(error))
			.catch((cause) => telemetry.warn("The lease was not released.", cause));
		throw error;
	}
}

/** An answer that was paid for is given even when it cannot be kept. */
async function save(
	{ cache, key, telemetry }: Flight,
	answer: StoredAnswer,
): Promise<void> {
	try {
		await telemetry.step("save", () => cache.save(key, answer));
	} catch (cause) {
		telemetry.count("SaveErrors");
		await telemetry.warn("The answer was not saved.", cause);
	}
}

function failureOf(error: unknown): Failure {
	return error instanceof ReasoningError
		? { code: error.code, retryAfter: error.retryAfter }
		: { code: "internal" };
}

/** The failure of the request that was waited for, as one's own. */
function othersFailure({ code, retryAfter }: Failure): ReasoningError {
	return new ReasoningError(
		code,
		"Another request for this place was answered first, and got no usable answer; ask again.",
		{ retryAfter, cause: "another request's failure" },
	);
}
