import { type Benchmark, comparison } from "./support/benchmark.ts";
import { questions } from "./support/data.ts";
import { ask, LocalSystem } from "./support/localSystem.ts";

const places = 100;
const atOnce = 32;
const rounds = 8;
/** Of each half of a round. */
const seconds = 1.5;

/** What edge and gateway cost beside the function that they stand before. */
export const cachedAnswers: Benchmark = {
	name: "cachedAnswers",
	async run() {
		const system = await LocalSystem.start();
		const asked = questions().slice(0, places);
		await system.keepAnswers(asked);
		const shots = asked.map(ask);
		const bodies = asked.map((question) => JSON.stringify(question));
		const through: number[][] = [];
		const direct: number[][] = [];
		const busy: number[] = [];
		for (let round = -1; round < rounds; round++) {
			const load = await system.rightLoad({
				connections: atOnce,
				shots,
				until: { seconds },
			});
			const invocations = await system.process.call("invoke", bodies, {
				concurrency: atOnce,
				seconds,
			});
			// The first warms up what the others measure.
			if (round < 0) continue;
			through.push([load.latencies.length / load.seconds]);
			direct.push([invocations / seconds]);
			busy.push(load.busy);
		}
		await system.stop();
		return [
			comparison({
				question:
					"cached answers a second through edge, gateway and function in `local/`",
				comparedWith: "the function called directly, same table",
				unit: "a second",
				measured: through,
				compared: direct,
				goal: { atLeast: 0.6 },
				note: `${atOnce} at a time, as \`npm start\` runs it, with table and log on disk. The same environments answer both, called by the same process; only the one through edge and gateway has an HTTP client on the machine beside it, which takes ${share(busy)} of a core.`,
			}),
		];
	},
};

/** As `37 %`. */
export function share(values: number[]): string {
	return `${Math.round(Math.max(...values) * 100)} %`;
}
