/** The one request of the page to the API. */
import type { Answer } from "../contract/answer.ts";
import type { ErrorBody } from "../contract/errors.ts";
import type { Question } from "../contract/request.ts";
import { Failed } from "./state/failure.ts";

/** Asks why an anomaly may be there; throws `Failed`. */
export async function askWhy(
	question: Question,
	signal: AbortSignal,
): Promise<Answer> {
	const response = await fetch("api/reasoning", {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify(question),
		signal,
	}).catch((error) => {
		if (signal.aborted) throw error;
		throw new Failed({ kind: "unreachable" });
	});
	// A firewall or proxy may have answered, so the body can be anything.
	const body: unknown = await response.json().catch(() => undefined);
	if (response.ok) {
		if (isAnswer(body)) return body;
		throw new Failed({ kind: "unreadable" });
	}
	const { error, request_id } = (body ?? {}) as Partial<ErrorBody>;
	throw new Failed({
		kind: "status",
		status: response.status,
		retryAfter: secondsOf(response.headers.get("Retry-After")),
		requestId: typeof request_id === "string" ? request_id : undefined,
		isInProgress: error === "in_progress",
	});
}

function isAnswer(body: unknown): body is Answer {
	const { reasoning, model, cached_at } = (body ?? {}) as Partial<Answer>;
	return [reasoning, model, cached_at].every(
		(text) => typeof text === "string",
	);
}

/**
 * `Retry-After` in seconds; it may be a date.
 * @see https://httpwg.org/specs/rfc9110.html#field.retry-after
 */
function secondsOf(header: string | null): number | undefined {
	if (!header) return undefined;
	const seconds = /^\d+$/.test(header)
		? Number(header)
		: Math.ceil((Date.parse(header) - Date.now()) / 1000);
	return seconds > 0 ? seconds : undefined;
}
