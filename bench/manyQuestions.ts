import { type Benchmark, exactly } from "./support/benchmark.ts";
import { questions } from "./support/data.ts";
import { load } from "./support/load.ts";
import { ask, startSystem } from "./support/localSystem.ts";

const count = 10_000;
const places = 100;
const atOnce = 64;

/** Each location costs one call of the model, in any order of the questions. */
export const manyQuestions: Benchmark = {
	name: "manyQuestions",
	async run() {
		const system = await startSystem({ modelTakes: 300 });
		const shots = questions().slice(0, places).map(ask);
		// Four questions about a location follow each other, so that first questions are concurrent.
		const order = Array.from(
			{ length: count },
			(_, index) => Math.floor(index / 4) % places,
		);
		const { statuses, wrong, seconds } = await load(
			system.url,
			atOnce,
			order.flatMap((place) => shots[place] ?? []),
		);
		const modelCalls = await system.modelCalls();
		await system.stop();
		const serverErrors = Object.entries(statuses)
			.filter(([status]) => Number(status) >= 500)
			.reduce((sum, [, times]) => sum + times, 0);
		return [
			exactly({
				question: "10,000 questions about 100 locations, 64 concurrent",
				counted: {
					"model calls": modelCalls,
					"5xx": serverErrors,
					"wrong answers": wrong,
				},
				goal: { "model calls": places, "5xx": 0, "wrong answers": 0 },
				note: `Through edge, API and function in \`local/\`, in ${seconds.toFixed(0)} s; a model call takes 0.3 s. Each answer is checked to be about its location.`,
			}),
		];
	},
};
