import {
	ModelBusy,
	ModelRefused,
	OutOfTime,
	type ReasoningError,
	Unavailable,
} from "./errors.ts";
import type { Clock, ModelAnswer, ReasoningModel, Telemetry } from "./ports.ts";
import { type Prompt, promptAbout } from "./prompt.ts";

/** Why a model gave no usable answer; the dimension of the metric `ModelErrors`. */
export type ModelFailureReason =
	| "key_refused"
	| "model_gone"
	| "quota"
	| "unavailable"
	| "timeout"
	| "rejected"
	| "malformed"
	| "blocked"
	| "empty"
	| "cut_off"
	| "too_long";

/** One call of a model that gave no usable answer. */
export class ModelFailure extends Error {
	readonly reason: ModelFailureReason;
	/** The pause that the model asks for, seconds. */
	readonly retryAfter: number | undefined;

	constructor(
		reason: ModelFailureReason,
		options: { retryAfter?: number | undefined; cause?: unknown } = {},
	) {
		super(`no usable answer: ${reason}`, { cause: options.cause });
		this.name = "ModelFailure";
		this.reason = reason;
		this.retryAfter = options.retryAfter;
	}
}

export interface ModelRequest extends Prompt {
	model: string;
	apiKey: ApiKey;
}

export interface ApiKey {
	value: string;
	/** Changes with the key, and is not secret. */
	version: string;
}

export interface ModelSettings {
	/** One call of a model, which `signal` stops; throws `ModelFailure`. */
	generate(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>;
	/** Returns the key; `refresh` reads it again. Throws `Unavailable`. */
	apiKey(options?: { refresh: boolean }): Promise<ApiKey>;
	/** Called when the first model no longer exists. */
	fallbackModel: string | undefined;
	/** Until when a missing model or a refused key is not tried again, epoch milliseconds; one map for each container. */
	refused: Map<string, number>;
	clock: Clock;
	telemetry: Telemetry;
}

/** Maximum number of model calls for one answer, which bounds the cost when Gemini fails. */
const maxCalls = 4;
/** Before the first retry, seconds; doubled with each. */
const firstPause = 0.5;
/** `Retry-After` for a 429 without a delay, seconds. */
const defaultRetryAfter = 30;
/** How long a container does not try a missing model or a refused key, seconds. */
const refusedFor = 60;

/** A model that repeats a failed call when that can help, until the deadline. */
export function persistentModel(settings: ModelSettings): ReasoningModel {
	return {
		async explain({ observation, language, model, deadline, refusedBefore }) {
			const apiKey = await settings.apiKey();
			throwIfRefused("key_refused", [apiKey.value], settings);
			throwIfRefused("model_gone", modelsOf(model, settings), settings);
			let request: ModelRequest = {
				...promptAbout(observation, language),
				model,
				apiKey,
			};
			if (secondsRefused(model, settings) > 0)
				request = fallback(request, settings) ?? request;
			const failures: ModelFailureReason[] = refusedBefore ? ["empty"] : [];
			for (let calls = 1; ; calls++) {
				try {
					return await call(request, deadline, settings);
				} catch (failure) {
					if (!(failure instanceof ModelFailure)) throw failure;
					const next =
						calls < maxCalls &&
						(await remedy(failure, request, failures, deadline, settings));
					if (!next) throw asReasoningError(failure);
					request = next;
					failures.push(failure.reason);
				}
			}
		},
		async describe(model) {
			const { version } = await settings.apiKey();
			return [...modelsOf(model, settings), version].join(" ");
		},
	};
}

function modelsOf(model: string, { fallbackModel }: ModelSettings): string[] {
	return fallbackModel ? [model, fallbackModel] : [model];
}

/** How long a model or a key is still not tried, seconds. */
function secondsRefused(
	what: string,
	{ refused, clock }: ModelSettings,
): number {
	return ((refused.get(what) ?? 0) - clock.now()) / 1000;
}

/** Throws when nothing in a list may be tried yet. */
function throwIfRefused(
	reason: ModelFailureReason,
	list: string[],
	settings: ModelSettings,
): void {
	const seconds = Math.min(
		...list.map((what) => secondsRefused(what, settings)),
	);
	if (seconds > 0)
		throw new ModelRefused(reason, {
			retryAfter: seconds,
			cause: `remembered: ${reason}`,
		});
}

/** The same request to the second model; undefined when there is none. */
function fallback(
	request: ModelRequest,
	{ fallbackModel, telemetry }: ModelSettings,
): ModelRequest | undefined {
	if (!fallbackModel || request.model === fallbackModel) return undefined;
	telemetry.count("ModelFallbacks");
	return { ...request, model: fallbackModel };
}

/** Makes one measured call, which ends at the deadline at the latest. */
async function call(
	request: ModelRequest,
	deadline: number,
	{ generate, clock, telemetry }: ModelSettings,
): Promise<ModelAnswer> {
	const started = clock.now();
	const left = deadline - started;
	if (left <= 0) throw new OutOfTime("no time left to ask the model");
	const abort = new AbortController();
	const timer = setTimeout(() => abort.abort(), left);
	try {
		const answer = await telemetry.span("model", () =>
			generate(request, abort.signal),
		);
		telemetry.modelCall(clock.now() - started);
		telemetry.note({
			model: answer.model,
			tokens_in: answer.tokensIn,
			tokens_out: answer.tokensOut,
		});
		return answer;
	} catch (error) {
		const failure = abort.signal.aborted
			? new ModelFailure("timeout", { cause: error })
			: error;
		if (failure instanceof ModelFailure)
			telemetry.modelCall(clock.now() - started, failure.reason);
		throw failure;
	} finally {
		clearTimeout(timer);
	}
}

/**
 * Waits as long as the failure requires and returns the next request; undefined
 * when no request can help.
 * @param before reasons of the earlier failures
 */
async function remedy(
	failure: ModelFailure,
	request: ModelRequest,
	before: ModelFailureReason[],
	deadline: number,
	settings: ModelSettings,
): Promise<ModelRequest | undefined> {
	const { apiKey, clock, refused } = settings;
	const refuse = (what: string) =>
		refused.set(what, clock.now() + refusedFor * 1000);
	switch (failure.reason) {
		case "key_refused": {
			// The key may have been rotated since this container read it.
			const fresh = await apiKey({ refresh: true });
			if (fresh.value !== request.apiKey.value)
				return { ...request, apiKey: fresh };
			refuse(fresh.value);
			return undefined;
		}
		case "model_gone":
			refuse(request.model);
			return fallback(request, settings);
		case "empty":
		case "malformed":
			// The model answered without a result: it is called once more.
			return before.some((one) => one === "empty" || one === "malformed")
				? undefined
				: request;
		case "quota":
		case "unavailable": {
			const backoff = firstPause * 2 ** before.length * (0.5 + Math.random());
			const pause = Math.max(failure.retryAfter ?? 0, backoff) * 1000;
			if (clock.now() + pause >= deadline) return undefined;
			await clock.sleep(pause);
			return request;
		}
		default:
			return undefined;
	}
}

function asReasoningError(failure: ModelFailure): ReasoningError {
	const { reason, retryAfter } = failure;
	switch (reason) {
		case "quota":
			return new ModelBusy(retryAfter || defaultRetryAfter, failure);
		case "unavailable":
			return new Unavailable(failure, retryAfter || undefined);
		case "timeout":
			return new OutOfTime(failure);
		case "key_refused":
		case "model_gone":
			// The failure is not about the place, so its time does not grow with each repetition.
			return new ModelRefused(reason, {
				retryAfter: refusedFor,
				cause: failure,
			});
		default:
			return new ModelRefused(reason, { cause: failure });
	}
}
