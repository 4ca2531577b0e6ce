import { type Benchmark, exactly } from "./support/benchmark.ts";
import { questions } from "./support/data.ts";
import { LocalSystem } from "./support/localSystem.ts";
import { mixedShots } from "./support/mixedLoad.ts";

const connections = 1_000;
const requests = 10_000;

/** As many visitors at once, each on a connection that stays open. */
export const manyConnections: Benchmark = {
	name: "connections",
	async run() {
		const system = await LocalSystem.start();
		const asked = questions().slice(0, 100);
		await system.keepAnswers(asked);
		const { latencies, wrong, seconds } = await system.load({
			connections,
			shots: mixedShots(system.resources, asked, requests),
			until: { requests },
		});
		await system.stop();
		return [
			exactly({
				question: "10,000 requests on 1,000 connections at once",
				counted: {
					answers: latencies.length,
					"wrong or failed": wrong,
				},
				goal: { answers: requests, "wrong or failed": 0 },
				note: `Requests of all kinds through the distribution of \`local/\`, in ${seconds.toFixed(0)} s.`,
			}),
		];
	},
};
