/** How long a failed model call is the answer to those who ask again, so that they cost no further call. */
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
/** After a failure that says nothing about when to ask again, seconds: time ran out, or the code is wrong. */
const afterOther = 30;

/**
 * What to store of a failure, and what to tell the one who asked.
 * @param refusals how many came before it in a row
 * @param subject hash of what was asked of whom
 * @param now epoch milliseconds
 */
export function failureOf(
	error: unknown,
	refusals: number,
	subject: string | undefined,
	now: number,
): { failure: Failure; told: unknown } {
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
	const told = isRefusal
		? new ModelRefused(known.reason, {
				retryAfter: seconds,
				cause: known.cause,
			})
		: error;
	return { failure, told };
}

/** Throws a failure that is still remembered, and is of what is asked now. */
export async function throwRemembered(
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
			// Whoever comes later was not kept waiting, and is told when to come back.
			throw new Unavailable(cause, seconds);
	}
}

/** Hash of the numbers, the language, the models and the key: what changes any of them is asked anew. */
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
