import {
	ModelBusy,
	ModelRefused,
	OutOfTime,
	type ReasoningError,
	Unavailable,
} from "./errors.ts";
import type { Clock, ModelAnswer, ReasoningModel, Telemetry } from "./ports.ts";
import { type Language, type Prompt, promptAbout } from "./prompt.ts";

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
	apiKey: string;
}

export interface ModelSettings {
	/** One call of a model, which `signal` stops; throws `ModelFailure`. */
	generate(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>;
	/** The key, read anew with `refresh`; throws `Unavailable`. */
	apiKey(options?: { refresh: boolean }): Promise<string>;
	/** Asked when the first model is gone. */
	fallbackModel: string | undefined;
	language: Language;
	clock: Clock;
	telemetry: Telemetry;
}

/** Model calls for one answer at the most: the bill's ceiling in bad weather. */
const maxCalls = 4;
/** Before the first retry, seconds; doubled with each. */
const firstPause = 0.5;
/** What a 429 that names no delay tells the asker, seconds. */
const defaultRetryAfter = 30;

/** A model that is asked again where that helps, until the deadline. */
export function persistentModel(settings: ModelSettings): ReasoningModel {
	return {
		async explain(observation, model, deadline) {
			const apiKey = await settings.apiKey();
			let request: ModelRequest = {
				...promptAbout(observation, settings.language),
				model,
				apiKey,
			};
			for (let calls = 1; ; calls++) {
				try {
					return await call(request, deadline, settings);
				} catch (failure) {
					if (!(failure instanceof ModelFailure)) throw failure;
					const next =
						calls < maxCalls &&
						(await remedy(failure, request, calls, deadline, settings));
					if (!next) throw asReasoningError(failure);
					request = next;
				}
			}
		},
	};
}

/** One measured call, which ends with the deadline whatever the model does. */
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
		const answer = await telemetry.step("model", () =>
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

/** What to ask next after a failure, when its time has come; undefined when nothing would help. */
async function remedy(
	failure: ModelFailure,
	request: ModelRequest,
	calls: number,
	deadline: number,
	{ apiKey, fallbackModel, clock, telemetry }: ModelSettings,
): Promise<ModelRequest | undefined> {
	switch (failure.reason) {
		case "key_refused": {
			// It may have been rotated since this container read it.
			const fresh = await apiKey({ refresh: true });
			return fresh === request.apiKey
				? undefined
				: { ...request, apiKey: fresh };
		}
		case "model_gone":
			if (!fallbackModel || request.model === fallbackModel) return undefined;
			telemetry.count("ModelFallbacks");
			return { ...request, model: fallbackModel };
		case "quota":
		case "unavailable": {
			const backoff = firstPause * 2 ** (calls - 1) * (0.5 + Math.random());
			const pause = (failure.retryAfter ?? backoff) * 1000;
			if (clock.now() + pause >= deadline) return undefined;
			await clock.sleep(pause);
			return request;
		}
		default:
			return undefined;
	}
}

function asReasoningError(failure: ModelFailure): ReasoningError {
	switch (failure.reason) {
		case "quota":
			return new ModelBusy(failure.retryAfter ?? defaultRetryAfter, failure);
		case "unavailable":
			return new Unavailable(failure);
		case "timeout":
			return new OutOfTime(failure);
		default:
			return new ModelRefused(failure);
	}
}
