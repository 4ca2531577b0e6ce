/** What the page asks its own site for: the answers. */
import type { Answer } from "../contract/answer.ts";
import type { ErrorBody } from "../contract/errors.ts";
import type { Question } from "../contract/request.ts";

/** The site did not give what was asked for; `message` is for the reader. */
export class SiteError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "SiteError";
	}
}

/** Asks why an anomaly may be there; throws `SiteError`. */
export async function askWhy(
	question: Question,
	signal: AbortSignal,
): Promise<Answer> {
	const response = await reach("api/reasoning", {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify(question),
		signal,
	});
	if (response.ok) return response.json();
	// Not every refusal on the way is made by us, so the body may be anything.
	const body: Partial<ErrorBody> = await response.json().catch(() => ({}));
	const wait = Number(response.headers.get("Retry-After"));
	const again = wait > 0 ? ` Try again in ${wait} s.` : "";
	throw new SiteError(
		(body.message ?? `The site answered ${response.status}.`) + again,
	);
}

async function reach(path: string, init?: RequestInit): Promise<Response> {
	try {
		return await fetch(path, init);
	} catch (error) {
		if (init?.signal?.aborted) throw error;
		throw new SiteError("The site cannot be reached. Are you online?");
	}
}
