import { spawnSync } from "node:child_process";
import { type Benchmark, comparison } from "./support/benchmark.ts";

const warmUp = 1;
const rounds = 10;

/** The program itself, beside what the packages take that it needs. */
export const evaluation: Benchmark = {
	name: "evaluation",
	async run() {
		const measured: number[][] = [];
		const compared: number[][] = [];
		for (let round = -warmUp; round < rounds; round++) {
			const alone = run("importAws.ts");
			const both = run("evaluateStacks.ts");
			if (round < 0) continue;
			compared.push([alone]);
			measured.push([both]);
		}
		return [
			comparison({
				question: "evaluating the program under mocks, both stacks",
				comparedWith: "importing @pulumi/aws alone",
				unit: "ms",
				measured,
				compared,
				goal: { atMost: 1.5 },
				note: "Fresh processes of Node with tsx, from their start to their end; what esbuild makes is in `.cache`, as after the first time.",
			}),
		];
	},
};

/** Milliseconds. */
function run(module: string): number {
	const file = `${import.meta.dirname}/support/${module}`;
	const started = performance.now();
	const { status, stderr } = spawnSync(
		process.execPath,
		["--import", "tsx", file],
		{ encoding: "utf8" },
	);
	if (status !== 0) throw new Error(stderr);
	return performance.now() - started;
}
