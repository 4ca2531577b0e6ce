import { type Benchmark, comparison, type Row } from "./support/benchmark.ts";
import { questions } from "./support/data.ts";
import { LocalSystem } from "./support/localSystem.ts";
import { mixedShots } from "./support/mixedLoad.ts";

const few = 1_000;
const many = 100_000;
const atOnce = 32;

/** What a day of visitors leaves in memory. */
export const memory: Benchmark = {
	name: "memory",
	async run() {
		const system = await LocalSystem.start({ flags: ["--expose-gc"] });
		const asked = questions().slice(0, 100);
		const shots = mixedShots(system.resources, asked, many);
		const request = async (from: number, to: number) => {
			await system.rightLoad({
				connections: atOnce,
				shots: shots.slice(from, to),
				until: { requests: to - from },
			});
			return system.process.call("memory");
		};
		const before = await request(0, few);
		const after = await request(few, many);
		await system.stop();
		const row = (what: string, kind: keyof typeof before): Row =>
			comparison({
				question: `memory after 100,000 requests: ${what}`,
				comparedWith: "after 1,000",
				unit: "MB",
				measured: [[after[kind] / 1e6]],
				compared: [[before[kind] / 1e6]],
				goal: { atMost: 1.2 },
				note: "Files, cached answers, questions against the schema and paths that do not exist, each of those another one; measured after a garbage collection. Memory that processes share is counted in each.",
			});
		return [
			row("the process of `local/` and those of its environments", "rss"),
			row("JavaScript heap of the process of `local/`", "heapUsed"),
		];
	},
};
