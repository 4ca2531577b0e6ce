import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readFault } from "../local/core/faults.ts";
import { type Benchmark, exactly } from "./support/benchmark.ts";
import { questions, temporaryFolder } from "./support/data.ts";
import { load } from "./support/load.ts";
import { startSystem } from "./support/localSystem.ts";
import { mixedShots } from "./support/mixedLoad.ts";
import { startProcess } from "./support/remote.ts";
import type { ToolFunctions } from "./support/tools.ts";

const requests = 100_000;
const faults = [
	"dynamodb:throttle=0.05",
	"dynamodb:error=0.05",
	"dynamodb:reset=0.02",
	"gemini:throttle=0.1",
	"gemini:error=0.1",
	"s3:error=0.05",
	"ssm:throttle=0.05",
	"secretsmanager:error=0.05",
];

const faultyServices = ["dynamodb", "gemini", "s3", "ssm", "secretsmanager"];

/** Statuses that the contract allows when a service fails. */
const excuses = [429, 503, 504];

/** Faults in the services fail some requests, but never produce a wrong answer. */
export const faultInjection: Benchmark = {
	name: "faultInjection",
	async run() {
		const folder = temporaryFolder();
		const system = await startSystem({
			folder,
			faults: faults.map((text) => readFault(text, faultyServices)),
		});
		const asked = questions();
		const shots = mixedShots(system.resources, asked, requests, excuses);
		const { statuses, wrong, seconds } = await load(system.url, 64, shots);
		const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
		const answers = sum(Object.values(statuses));
		const excused = sum(excuses.map((status) => statuses[status] ?? 0));
		// Each answer of the model is stored or counted as a failed save.
		const paid = await system.modelCalls();
		const notSaved = await savesThatFailed(system.url);
		await system.stop();
		const stored = await countStored(folder);
		return [
			exactly({
				question: "100,000 requests of all kinds, with faults",
				counted: {
					answers,
					"wrong or failed": wrong,
					"lost writes": paid - notSaved - stored,
				},
				goal: { answers: requests, "wrong or failed": 0, "lost writes": 0 },
				note: `In ${seconds.toFixed(0)} s, with \`--fault\` ${faults.join(", ")}. ${excused} requests were answered with 429, 503 or 504. The model was asked about ${asked.length} locations and answered ${paid} times; ${notSaved} of these answers could not be saved, and the function counted them.`,
			}),
		];
	},
};

/** The function's own `SaveErrors` metric. */
async function savesThatFailed(url: string): Promise<number> {
	const metrics = await fetch(`${url}/__local/metrics`);
	return (await metrics.json()).SaveErrors?.sum ?? 0;
}

/** The number of stored answers, by an export from a system without faults. */
async function countStored(folder: string): Promise<number> {
	const system = await startSystem({ folder });
	const tools = startProcess<ToolFunctions>("tools.ts");
	const file = join(folder, "answers.jsonl");
	await tools.call.timeCache(["export", file, "--local", system.url]);
	await tools.stop();
	await system.stop();
	return readFileSync(file, "utf8").split("\n").length - 1;
}
