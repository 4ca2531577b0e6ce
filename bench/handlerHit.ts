import { openSync } from "node:fs";
import { join } from "node:path";
import { cacheKey } from "../contract/cacheKey.ts";
import { type Benchmark, comparison } from "./support/benchmark.ts";
import { questions, temporaryFolder } from "./support/data.ts";
import { startSystem } from "./support/localSystem.ts";
import { median, p99 } from "./support/statistics.ts";

const warmUp = 2_000;
const rounds = 50;
/** So many that the slowest hundredth has 200 samples. */
const pairsOfRound = 400;

/** What the function adds to the one GetItem that a hit needs. */
export const handlerHit: Benchmark = {
	name: "handlerHit",
	async run() {
		const system = await startSystem();
		const asked = questions().slice(0, 100);
		await system.storeAnswers(asked);
		const log = openSync(join(temporaryFolder(), "log"), "w");
		const container = await system.container(log);
		const cached = asked.map((question) => ({
			body: JSON.stringify(question),
			key: cacheKey(question),
		}));
		const compare = (pairs: number) =>
			container.call.compareWithGetItem(cached, system.tableName, pairs);
		await compare(warmUp);
		const hits: number[][] = [];
		const reads: number[][] = [];
		for (let round = 0; round < rounds; round++) {
			const paired = await compare(pairsOfRound);
			hits.push(paired.hits);
			reads.push(paired.reads);
		}
		await container.stop();
		await system.stop();

		const row = (name: string, statistic: typeof median) =>
			comparison({
				question: `whole handler on a hit, ${name}`,
				comparedWith: `bare GetItem, same client, same table, ${name}`,
				unit: "ms",
				measured: hits,
				compared: reads,
				statistic,
				goal: { atMost: 1.15 },
				note: "The deployed code and layer in their own process. Calls alternate with GetItem of the same item through the function's own client; the table is the embedded one, over HTTP. The log is written to a file.",
			});
		return [row("p50", median), row("p99", p99)];
	},
};
