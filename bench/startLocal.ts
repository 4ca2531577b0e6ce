import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "../build/projectRoot.ts";
import { type Benchmark, limit } from "./support/benchmark.ts";

const warmUp = 1;
const rounds = 7;

/** The time from the command to the printed address. */
export const startLocal: Benchmark = {
	name: "startLocal",
	async run() {
		const measured: number[] = [];
		for (let round = -warmUp; round < rounds; round++) {
			const took = await timeToAddress();
			if (round >= 0) measured.push(took);
		}
		return [
			limit({
				question: "`npm start` to the printed address",
				unit: "ms",
				measured,
				goal: { atMost: 3_000 },
				note: "Includes the start of npm; the bundles are in `.cache`, as after the first start.",
			}),
		];
	},
};

/** Milliseconds. */
async function timeToAddress(): Promise<number> {
	const started = performance.now();
	const child = spawn("npm", ["start", "--", "--port", "0"], {
		cwd: root,
		stdio: ["ignore", "pipe", "inherit"],
		// A group of its own: npm does not pass every signal on.
		detached: true,
	});
	const ended = new Promise((resolve) => child.once("exit", resolve));
	let took: number | undefined;
	for await (const line of createInterface(child.stdout))
		if (/ is at http:/.test(line)) {
			took = performance.now() - started;
			process.kill(-(child.pid ?? 0), "SIGTERM");
		}
	await ended;
	if (took === undefined) throw new Error("`npm start` printed no address");
	return took;
}
