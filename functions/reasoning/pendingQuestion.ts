import { randomUUID } from "node:crypto";
import type { Language } from "../../contract/languages.ts";
import { type Observation, questionAbout } from "../../contract/observation.ts";
import type { Observed } from "../../contract/request.ts";
import type { Answered, Dependencies } from "./answerQuestion.ts";
import { InProgress } from "./errors.ts";
import { isValidFor } from "./isValidFor.ts";
import type { Entry, Lease, MissDependencies, StoredAnswer } from "./ports.ts";
import { failureOf, subjectOf, throwStoredFailure } from "./storedFailure.ts";

/**
 * Time limits of a request, milliseconds. API Gateway gives up after 29 s, so the
 * function answers before that.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const budget = {
	/** From the start of the handler to its response. */
	total: 26_000,
	/** Time in which the lease holder may call the model. */
	lease: 18_000,
	/** Part of the lease that is reserved for saving the answer. */
	save: 2_000,
	/** No model answers sooner than this. */
	fastestAnswer: 1_000,
	/** From one read of a waiting client to its next one, at most. */
	pollInterval: 5_000,
};

/** A question that needs the model. */
export interface PendingQuestion extends Dependencies, MissDependencies {
	key: string;
	language: Language;
	deadline: number;
	/** The observation to explain. */
	subject: Observed | Observation;
}

/**
 * Makes one model call for all concurrent questions about an observation, in
 * any execution environment: the holder of a lease in the table calls. Others
 * read the table once more.
 * @param found the entry of the key, which has no valid answer
 * @throws InProgress when another request still holds the lease
 */
export async function answerOnce(
	pending: PendingQuestion,
	found: Entry | undefined,
): Promise<Answered> {
	const leased = await takeLease(pending, found);
	if (leased) return ask(pending, leased, found);

	const { cache, clock, key, language, subject, telemetry } = pending;
	const pause = pauseOf(found?.lease, clock.now());
	const inProgress = new InProgress(budget.pollInterval / 1000);
	if (clock.now() + pause >= pending.deadline) throw inProgress;
	await telemetry.span("wait", () => clock.sleep(pause));
	const seen = await telemetry.span("cache", () => cache.read(key));
	if (seen?.answer && isValidFor(seen.answer, subject, language, clock)) {
		telemetry.count("Coalesced");
		return { key, cached: true, answer: seen.answer };
	}
	await throwStoredFailure(seen?.failure, pending);
	// The lease holder crashed, or its answer is about another observation.
	const takenOver = await takeLease(pending, seen);
	if (takenOver) return ask(pending, takenOver, seen);
	throw inProgress;
}

/**
 * How long to wait before the second read, milliseconds. One more read for each
 * request bounds the reads by the throttle of the API. The pauses of a crowd are
 * random, so that its reads are spread over some seconds. A request that finds an
 * old lease is most likely a repeated one: with the full pause, the reads of the
 * crowd stay spread, one for each client in `pollInterval`.
 * @param lease undefined when another request has just taken it
 */
function pauseOf(lease: Lease | undefined, now: number): number {
	const { fastestAnswer, pollInterval } = budget;
	const age = lease ? now - (lease.until - budget.lease) : 0;
	if (age >= fastestAnswer + pollInterval) return pollInterval;
	const wait = Math.max(fastestAnswer - age, 0);
	return fastestAnswer + Math.random() * (wait + pollInterval - fastestAnswer);
}

/** Replaces what was seen with a lease. Returns undefined when another request has one; a lease that was seen costs no write. */
async function takeLease(
	{ cache, clock, key, telemetry }: PendingQuestion,
	seen: Entry | undefined,
): Promise<Lease | undefined> {
	const now = clock.now();
	if (seen?.lease && seen.lease.until > now) return undefined;
	const lease = { owner: randomUUID(), until: now + budget.lease };
	const isTaken = await telemetry.span("lease", () =>
		cache.lease(key, lease, now, seen),
	);
	return isTaken ? lease : undefined;
}

async function ask(
	pending: PendingQuestion,
	lease: Lease,
	seen: Entry | undefined,
): Promise<Answered> {
	const { cache, clock, key, language, model, subject, telemetry } = pending;
	const refusals = seen?.failure?.refusals ?? 0;
	let asked: string | undefined;
	try {
		const { geminiModel, cacheTtlDays } = await telemetry.span(
			"parameters",
			() => pending.parameters(),
		);
		asked = await subjectOf(pending);
		const { text, model: answeredBy } = await model.explain({
			observation: subject,
			language,
			model: geminiModel,
			deadline: Math.min(pending.deadline, lease.until) - budget.save,
			refusedBefore: refusals > 0,
		});
		const now = clock.now();
		const answer: StoredAnswer = {
			reasoning: text,
			cachedAt: new Date(now).toISOString(),
			observation: questionAbout(subject),
			language,
			model: answeredBy,
			expires: Math.floor(now / 1000) + cacheTtlDays * 86_400,
		};
		await save(pending, answer);
		return { key, cached: false, answer };
	} catch (error) {
		const { failure, error: reported } = failureOf(
			error,
			refusals,
			asked,
			clock.now(),
		);
		await cache
			.fail(key, lease, failure)
			.catch((cause) => telemetry.warn("The failure was not saved.", cause));
		throw reported;
	}
}

/** Returns an answer even when it cannot be saved: it is already paid for. */
async function save(
	{ cache, key, telemetry }: PendingQuestion,
	answer: StoredAnswer,
): Promise<void> {
	try {
		await telemetry.span("save", () => cache.save(key, answer));
	} catch (cause) {
		telemetry.count("SaveErrors");
		await telemetry.warn("The answer was not saved.", cause);
	}
}
