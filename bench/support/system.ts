/** Child process: the declared system, as `npm start` serves it, and a stand-in for Gemini that counts. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { lambda } from "@pulumi/aws";
import { type Running, start } from "../../local/cli/start.ts";
import type { Fault } from "../../local/core/faults.ts";
import { listen, listener } from "../../local/core/http.ts";
import { geminiStandIn } from "../../stand-ins/gemini.ts";
import { questionEvent } from "../../tests/support/questionEvent.ts";
import { serveFunctions } from "./remote.ts";

export interface SystemOptions {
	config: Record<string, string>;
	/** Of table and logs. */
	folder: string;
	/** How long the model takes, milliseconds. */
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
		geminiKey: undefined,
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

/** Invokes the function without distribution and API, in this process; returns how often. */
async function invoke(
	bodies: string[],
	{ concurrency, seconds }: { concurrency: number; seconds: number },
): Promise<number> {
	const { arn } = running.declarations.one<lambda.Alias>(
		"aws:lambda/alias:Alias",
	);
	const end = performance.now() + seconds * 1000;
	let count = 0;
	const worker = async () => {
		while (performance.now() < end) {
			const event = questionEvent(bodies[count++ % bodies.length] ?? "");
			const outcome = await running.functions.invoke(arn, { event, traceId });
			if (!outcome.result?.includes('"statusCode":200'))
				throw new Error(JSON.stringify(outcome));
		}
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
	return count;
}

const traceId = "Root=1-00000000-000000000000000000000000;Sampled=0";

/** After a collection; bytes. `rss` is that of the environments' processes, too. */
function memory() {
	globalThis.gc?.();
	const { rss, heapUsed } = process.memoryUsage();
	const inEnvironments = childrenOf(process.pid).map(residentMemory);
	return { rss: inEnvironments.reduce((a, b) => a + b, rss), heapUsed };
}

/** @see https://man7.org/linux/man-pages/man5/proc_tid_children.5.html */
function childrenOf(pid: number): string[] {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
	return children.split(" ").filter(Boolean);
}

function residentMemory(pid: string): number {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	return Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
}

export type Started = Awaited<ReturnType<typeof startSystem>>;

export const functions = {
	startSystem,
	invoke,
	memory,
	modelCalls: () => modelCalls,
};
export type SystemFunctions = typeof functions;

serveFunctions(functions, async () => running?.stop());
