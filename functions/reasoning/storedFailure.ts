/** Stored failures of model calls, which answer the same question for some time without a further call. */
import { hash } from "node:crypto";
import { observedFields } from "../../contract/request.ts";
import {
	ModelBusy,
	ModelRefused,
	ReasoningError,
	Unavailable,
} from "./errors.ts";
import type { PendingQuestion } from "./pendingQuestion.ts";
import type { Failure } from "./ports.ts";

/** After the first refusal in a row, the second and the third, seconds. */
const afterRefusal = [60, 600, 3_600];
/** After all later ones, seconds. */
const afterMoreRefusals = 86_400;
/** After a failure without a `Retry-After`, as a timeout, seconds. */
const afterOther = 30;

/**
 * Returns what to store of a failure, and the error for the caller.
 * @param refusals number of refusals in a row before it
 * @param subject hash of the question, the models and the key
 * @param now epoch milliseconds
 */
export function failureOf(
	error: unknown,
	refusals: number,
	subject: string | undefined,
	now: number,
): { failure: Failure; error: unknown } {
	const known = error instanceof ReasoningError ? error : undefined;
	const isRefusal = known?.code === "model_refused" && !known.retryAfter;
	const seconds = isRefusal
		? (afterRefusal[refusals] ?? afterMoreRefusals)
		: (known?.retryAfter ?? afterOther);
	const failure: Failure = {
		code: known?.code ?? "internal",
		reason: known?.reason ?? "internal",
		until: now + seconds * 1000,
		refusals: isRefusal ? refusals + 1 : refusals,
		...(subject && { subject }),
	};
	const reported = isRefusal
		? new ModelRefused(known.reason, {
				retryAfter: seconds,
				cause: known.cause,
			})
		: error;
	return { failure, error: reported };
}

/** Throws the stored failure if it still applies to this question. */
export async function throwStoredFailure(
	failure: Failure | undefined,
	pending: PendingQuestion,
): Promise<void> {
	const { clock, telemetry } = pending;
	if (!failure || failure.until <= clock.now()) return;
	if (failure.subject && failure.subject !== (await subjectOf(pending))) return;
	const { code, reason } = failure;
	const seconds = Math.max(1, Math.ceil((failure.until - clock.now()) / 1000));
	telemetry.note({ remembered: reason });
	const cause = `remembered: ${reason}`;
	switch (code) {
		case "model_refused":
			throw new ModelRefused(reason, { retryAfter: seconds, cause });
		case "too_many_requests":
			throw new ModelBusy(seconds, cause);
		default:
			// A 504 is for the request that waited; later ones get `Retry-After`.
			throw new Unavailable(cause, seconds);
	}
}

/** Hash of the observation, the language, the models and the key; a stored failure applies to these only. */
export async function subjectOf({
	language,
	model,
	parameters,
	subject,
}: PendingQuestion): Promise<string> {
	const { geminiModel } = await parameters();
	const asked = await model.describe(geminiModel);
	const numbers = observedFields.map((field) => subject[field]);
	return hash("sha256", JSON.stringify([...numbers, language, asked]));
}
