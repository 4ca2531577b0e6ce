/** Child process: the declared system as `npm start` serves it, with a stand-in for Gemini that counts calls. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Running } from "../../local/cli/start.ts";
import type { Fault } from "../../local/core/faults.ts";
import { listen, listener } from "../../local/core/http.ts";
import { geminiStandIn } from "../../stand-ins/gemini.ts";
import { start } from "../../tools/local.ts";
import { type Counts, monthsOf, temporaryFolder, writeMonths } from "./data.ts";
import { serveFunctions } from "./remote.ts";

export interface SystemOptions {
	/** Default: as many anomalies as the sample months have. */
	months?: Counts;
	/** Folder of table and logs; a new one by default. */
	folder?: string;
	/** Duration of a model call, milliseconds. */
	modelTakes?: number;
	faults?: Fault[];
}

/** Without the limits that bound the bill, which would limit the measurement too. */
const withoutLimits = {
	apiRateLimit: "1000000",
	apiBurstLimit: "1000000",
	apiDailyQuota: "1000000000",
	tableMaxReadUnits: "10000000",
	tableMaxWriteUnits: "10000000",
	wafEnabled: "false",
	// As the deployed function: nothing for 19 of 20 requests.
	traceSampleRate: "0",
};

let running: Running;
let modelCalls = 0;

async function startSystem(options: SystemOptions) {
	const { months = monthsOf(), folder = temporaryFolder() } = options;
	const { modelTakes = 0, faults = [] } = options;
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
		config: { ...withoutLimits, dataDir: writeMonths(months) },
		folder,
		faults,
		geminiUrl: gemini.url,
	});
	const { url, awsUrl, declarations } = running;
	const { resources } = declarations;
	return { url, awsUrl, geminiUrl: gemini.url, resources };
}

const functions = { startSystem, modelCalls: () => modelCalls };
export type SystemFunctions = typeof functions;

serveFunctions(functions, async () => running?.stop());
