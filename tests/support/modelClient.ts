/** The model's adapter and its retries in this process: HTTP is real, and pauses move the clock. */
import type { Server } from "node:http";
import { expect } from "chai";
import { generate } from "../../functions/reasoning/adapters/gemini.ts";
import type { ReasoningError } from "../../functions/reasoning/errors.ts";
import { persistentModel } from "../../functions/reasoning/modelAttempts.ts";
import { listen } from "../../local/core/http.ts";
import { GeminiServer } from "./geminiServer.ts";
import { observation } from "./questions.ts";
import { silentTelemetry } from "./useCase.ts";

export const [firstModel, secondModel] = [
	"gemini-3.5-flash-lite",
	"gemini-3.5-flash",
] as const;

export class ModelClient {
	readonly gemini: GeminiServer;
	readonly #server: Server;
	readonly #url: string;

	static async start(): Promise<ModelClient> {
		const gemini = new GeminiServer();
		const { server, url } = await listen(gemini.serve);
		return new ModelClient(gemini, server, url);
	}

	private constructor(gemini: GeminiServer, server: Server, url: string) {
		this.gemini = gemini;
		this.#server = server;
		this.#url = url;
	}

	stop(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	/** What one execution environment has: a clock, a key, and what was refused. */
	container() {
		let now = Date.UTC(2026, 10, 26);
		const pauses: number[] = [];
		const keys = ["key-1"];
		let keyReads = 0;
		const model = persistentModel({
			generate: (request, signal) => generate(request, signal, this.#url),
			async apiKey() {
				keyReads++;
				const [value = ""] = keys.length > 1 ? keys.splice(0, 1) : keys;
				return { value, version: value.replace("key", "version") };
			},
			fallbackModel: secondModel,
			refused: new Map(),
			clock: {
				now: () => now,
				async sleep(milliseconds) {
					pauses.push(milliseconds / 1000);
					now += milliseconds;
				},
			},
			telemetry: silentTelemetry,
		});
		/** @param budget seconds until the deadline */
		const explain = ({
			budget = 16,
			refusedBefore = false,
			model: name = firstModel as string,
		} = {}) =>
			model.explain({
				observation,
				language: "en",
				model: name,
				deadline: now + budget * 1000,
				refusedBefore,
			});
		return {
			describe: model.describe,
			explain,
			/** What `explain` throws. */
			failure: (options?: Parameters<typeof explain>[0]) =>
				explain(options).then(
					({ text }) => expect.fail(`it answers ${text}`),
					(error: ReasoningError) => error,
				),
			/** Keys that are read one after the other; the last one stays. */
			keys,
			keyReads: () => keyReads,
			/** Seconds. */
			pauses,
			pass: (seconds: number) => {
				now += seconds * 1000;
			},
		};
	}
}
