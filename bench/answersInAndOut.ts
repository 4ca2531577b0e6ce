import { join } from "node:path";
import { writeAnswers } from "./support/answers.ts";
import { type Benchmark, limit } from "./support/benchmark.ts";
import { questions, temporaryFolder } from "./support/data.ts";
import { startSystem } from "./support/localSystem.ts";
import { startProcess } from "./support/remote.ts";
import type { ToolFunctions } from "./support/tools.ts";

const count = 10_000;
const rounds = 3;

/** Exports and imports the answers of a table. */
export const answersInAndOut: Benchmark = {
	name: "answersInAndOut",
	async run() {
		const file = writeAnswers(questions(40).slice(0, count));
		const tools = startProcess<ToolFunctions>("tools.ts");
		const [imports, exports]: [number[], number[]] = [[], []];
		for (let round = 0; round < rounds; round++) {
			const system = await startSystem();
			const local = ["--local", system.url];
			const out = join(temporaryFolder(), "out.jsonl");
			const inward = await tools.call.timeCache(["import", file, ...local]);
			const outward = await tools.call.timeCache(["export", out, ...local]);
			imports.push((1000 * count) / inward);
			exports.push((1000 * count) / outward);
			await system.stop();
		}
		await tools.stop();
		const row = (name: string, measured: number[]) =>
			limit({
				question: `answers per second of \`cache ${name}\``,
				unit: "items/s",
				measured,
				goal: { atLeast: 2_000 },
				note: `${count.toLocaleString("en")} answers, with the embedded table over HTTP, without throughput limits.`,
			});
		return [row("import", imports), row("export", exports)];
	},
};
