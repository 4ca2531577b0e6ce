/** Child process: the declared system as `npm start` serves it, with a stand-in for Gemini that counts calls. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Running } from "../../local/cli/start.ts";
import type { Fault } from "../../local/core/faults.ts";
import { listen, listener } from "../../local/core/http.ts";
import { geminiStandIn } from "../../stand-ins/gemini.ts";
import { start } from "../../tools/local.ts";
import { serveFunctions } from "./remote.ts";

export interface SystemOptions {
	config: Record<string, string>;
	/** Folder of table and logs. */
	folder: string;
	/** Duration of a model call, milliseconds. */
	modelTakes: number;
	faults: Fault[];
}

let running: Running;
let modelCalls = 0;

async function startSystem(options: SystemOptions) {
	const { modelTakes, ...own } = options;
	const gemini = await listen(
		listener(async (request) => {
			modelCalls++;
			if (modelTakes > 0) await sleep(modelTakes);
			return geminiStandIn(request);
		}),
	);
	running = await start({
		stack: "dev",
		port: 0,
		...own,
		geminiUrl: gemini.url,
	});
	const { url, awsUrl, declarations } = running;
	return {
		url,
		awsUrl,
		geminiUrl: gemini.url,
		resources: declarations.resources,
	};
}

export type Started = Awaited<ReturnType<typeof startSystem>>;

export const functions = {
	startSystem,
	modelCalls: () => modelCalls,
};
export type SystemFunctions = typeof functions;

serveFunctions(functions, async () => running?.stop());
