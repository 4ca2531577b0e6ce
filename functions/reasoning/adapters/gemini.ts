import {
	FinishReason,
	type GenerateContentResponse,
	type GenerationConfig,
	GoogleGenerativeAI,
	GoogleGenerativeAIFetchError,
} from "@google/generative-ai";
import {
	ModelFailure,
	type ModelFailureReason,
	type ModelRequest,
} from "../modelAttempts.ts";
import type { ModelAnswer } from "../ports.ts";

/** An answer of 300 Japanese characters is below 1 KB; the item holds 4 KB. */
const maxAnswerBytes = 4096;

/**
 * One call of `generateContent`.
 *
 * The SDK is out of support, and only this file uses it. Its `text()` is not used
 * either: it returns "" for an answer that was cut off or prohibited.
 * Its `timeout` is not used: the timer is never cleared.
 * @param baseUrl a proxy or a stand-in; undefined is Google's own address
 * @throws ModelFailure
 */
export async function generate(
	{ system, user, model, apiKey }: ModelRequest,
	signal: AbortSignal,
	baseUrl: string | undefined,
): Promise<ModelAnswer> {
	const client = new GoogleGenerativeAI(apiKey.value).getGenerativeModel(
		{
			model,
			systemInstruction: system,
			generationConfig: generationConfig(model),
		},
		{ baseUrl },
	);
	let response: GenerateContentResponse;
	try {
		({ response } = await client.generateContent(user, { signal }));
	} catch (error) {
		throw failureOf(error);
	}
	return {
		text: textOf(response),
		model,
		tokensIn: response.usageMetadata?.promptTokenCount ?? 0,
		tokensOut: response.usageMetadata?.candidatesTokenCount ?? 0,
	};
}

/**
 * Thinking counts against `maxOutputTokens`, and an answer takes about 400 of
 * them. The level is low and the limit is high, so that thinking never cuts the
 * answer off. Models before the third generation do not support `thinkingLevel`.
 * The SDK's type does not have it, but the SDK sends it.
 * @see https://ai.google.dev/gemini-api/docs/thinking
 */
function generationConfig(model: string): GenerationConfig {
	const hasThinkingLevel = /^gemini-([3-9]|\d\d)/.test(model);
	return {
		maxOutputTokens: 4096,
		...(hasThinkingLevel && { thinkingConfig: { thinkingLevel: "low" } }),
	};
}

/** The text of an answer that is complete and not blocked. */
function textOf(response: GenerateContentResponse): string {
	if (response.promptFeedback?.blockReason) throw new ModelFailure("blocked");
	const candidate = response.candidates?.[0];
	switch (candidate?.finishReason) {
		case undefined:
		case FinishReason.STOP:
			break;
		case FinishReason.MAX_TOKENS:
			throw new ModelFailure("cut_off");
		default:
			// SAFETY, RECITATION, PROHIBITED_CONTENT and reasons of later versions.
			throw new ModelFailure("blocked", { cause: candidate?.finishReason });
	}
	const parts = candidate?.content?.parts ?? [];
	const text = parts
		.filter((part) => !("thought" in part && part.thought))
		.map((part) => part.text ?? "")
		.join("")
		.trim();
	if (!text) throw new ModelFailure("empty");
	if (Buffer.byteLength(text) > maxAnswerBytes)
		throw new ModelFailure("too_long");
	return text;
}

const reasonOfStatus: Record<number, ModelFailureReason> = {
	401: "key_refused",
	403: "key_refused",
	404: "model_gone",
	408: "unavailable",
	429: "quota",
};

/** @see https://ai.google.dev/gemini-api/docs/troubleshooting */
function failureOf(cause: unknown): ModelFailure {
	if (cause instanceof GoogleGenerativeAIFetchError) {
		const details = cause.errorDetails ?? [];
		const { status = 0 } = cause;
		const isInvalidKey = details.some(
			({ reason }) => reason === "API_KEY_INVALID",
		);
		const known = isInvalidKey ? "key_refused" : reasonOfStatus[status];
		// Proxies and load balancers answer with a 5xx of their own, in HTML.
		const reason = known ?? (status >= 500 ? "unavailable" : "rejected");
		return new ModelFailure(reason, {
			retryAfter: retryDelay(details),
			cause,
		});
	}
	// All other errors are of the connection: refused, reset, or closed in the body.
	const reason = cause instanceof SyntaxError ? "malformed" : "unavailable";
	return new ModelFailure(reason, { cause });
}

/** Seconds in a day. Longer delays are cut to it: a wrong delay must not block a place permanently. */
const maxDelay = 86_400;

/** Seconds of a `google.rpc.RetryInfo`, as `{ retryDelay: "17s" }`. */
function retryDelay(details: { [key: string]: unknown }[]): number | undefined {
	for (const { retryDelay } of details) {
		const seconds = Number.parseFloat(String(retryDelay));
		if (seconds >= 0) return Math.min(seconds, maxDelay);
	}
	return undefined;
}
