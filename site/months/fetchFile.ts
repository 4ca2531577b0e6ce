import type { Problem } from "./read.ts";

/** A file of the site could not be loaded; `message` is in English, for logs. */
export class LoadError extends Error {
	/** `offline`: no answer at all; `refused`: another status than 200; `broken`: not what it should be. */
	readonly kind: "offline" | "refused" | "broken";
	readonly file: string;
	/** Of a refusal. */
	readonly status: number | undefined;
	/** Of a broken file: what is wrong in it, if that is known. */
	readonly problem: Problem | undefined;

	constructor(
		kind: LoadError["kind"],
		file: string,
		{ status, problem }: { status?: number; problem?: Problem } = {},
	) {
		super(
			{
				offline: "The site cannot be reached. Are you online?",
				refused: `${file} could not be loaded: the site answered ${status}.`,
				broken: `${file} is not what it should be.`,
			}[kind],
		);
		this.name = "LoadError";
		this.kind = kind;
		this.file = file;
		this.status = status;
		this.problem = problem;
	}
}

/** Fetches a file of the site; throws `LoadError`, or the signal's reason. */
export async function fetchFile(
	file: string,
	signal: AbortSignal,
	headers?: Record<string, string>,
): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(file, { signal, headers: headers ?? {} });
	} catch {
		signal.throwIfAborted();
		throw new LoadError("offline", file);
	}
	if (!response.ok)
		throw new LoadError("refused", file, { status: response.status });
	return response;
}
