/** A server in Gemini's place that answers what the test says. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { Lines } from "../../local/tests/lines.ts";

/** A request to Gemini, as it arrived. */
export interface GeminiCall {
	path: string;
	key: string | undefined;
	body: Record<string, unknown>;
	/** The request itself, for its connection. */
	message: IncomingMessage;
}

/** What the server does with a request. */
export type GeminiAnswer = (reply: ServerResponse, call: GeminiCall) => void;

export const geminiSays =
	(body: unknown, status = 200): GeminiAnswer =>
	(reply) => {
		reply.writeHead(status, { "content-type": "application/json" });
		reply.end(typeof body === "string" ? body : JSON.stringify(body));
	};

/** A complete answer with a text. */
export const geminiAnswers = (text: string) =>
	geminiSays({
		candidates: [
			{ content: { role: "model", parts: [{ text }] }, finishReason: "STOP" },
		],
		usageMetadata: { promptTokenCount: 321, candidatesTokenCount: 123 },
	});

/** An error in the form of the protocol: https://google.aip.dev/193 */
export const geminiFails = (status: number, ...details: object[]) =>
	geminiSays({ error: { code: status, message: "failed", details } }, status);

/** The delay that Gemini asks for in an error; `61.2s`. */
export const retryInfo = (retryDelay: string) => ({
	"@type": "type.googleapis.com/google.rpc.RetryInfo",
	retryDelay,
});

/** An answer that Gemini's safety filters block. */
export const geminiBlocks = geminiSays({
	promptFeedback: { blockReason: "SAFETY" },
});

export class GeminiServer {
	/** One answer for each request; the last one also serves all that follow. */
	answers: GeminiAnswer[] = [];
	readonly #calls = new Lines<GeminiCall>();

	get calls(): GeminiCall[] {
		return this.#calls.all;
	}

	/** Waits for the first request. */
	async asked(): Promise<GeminiCall> {
		const [call] = await this.#calls.until(() => true);
		return call as GeminiCall;
	}

	/** Forgets all requests, and answers with a text from now on. */
	reset(): void {
		this.answers = [geminiAnswers("A fire, likely.")];
		this.calls.length = 0;
	}

	/** For `node:http`. */
	readonly serve = async (
		message: IncomingMessage,
		reply: ServerResponse,
	): Promise<void> => {
		const call: GeminiCall = {
			path: message.url ?? "",
			key: message.headers["x-goog-api-key"]?.toString(),
			body: (await json(message)) as GeminiCall["body"],
			message,
		};
		this.#calls.add(call);
		const [next, ...rest] = this.answers;
		if (rest.length > 0) this.answers = rest;
		next?.(reply, call);
	};
}
