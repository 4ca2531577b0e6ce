import { type Benchmark, growthOf } from "./support/benchmark.ts";
import { monthsOf, questions } from "./support/data.ts";
import { startSystem } from "./support/localSystem.ts";
import { median } from "./support/statistics.ts";

const factors = [1, 10, 100];
/** Number of questions and cached answers at factor 1. */
const count = 100;

/** Milliseconds of each measurement at one size. */
type Sizes = Awaited<ReturnType<typeof measure>>;

/** Ten times the data and load must not take more than ten times as long. */
export const growth: Benchmark = {
	name: "growth",
	async run() {
		const measured: Sizes[] = [];
		for (const factor of factors) measured.push(await measure(factor));
		const row = (part: keyof Sizes, what: string, atMost: number) =>
			growthOf({
				question: `growth at 1 ×, 10 ×, 100 ×: ${what}`,
				points: measured.map((of) => ({ x: of.factor, y: of[part] })),
				unit: "×",
				atMost,
			});
		const months = "months of 100 × observations";
		return [
			row(
				"hits",
				"100 × hits of the function, with as many cached answers",
				1.1,
			),
			row("miss", `first miss of the function, ${months}`, 1),
			row("start", `start of \`local/\`, ${months}`, 1),
		];
	},
};

async function measure(factor: number) {
	const startedAt = performance.now();
	const system = await startSystem({ months: monthsOf(factor) });
	const start = performance.now() - startedAt;
	const asked = questions(factor).slice(0, count * factor);
	const bodies = asked.map((question) => JSON.stringify(question));

	const misses: number[] = [];
	for (const body of bodies.slice(0, 3)) {
		const container = await system.container();
		misses.push(await container.call.timeAll([body]));
		await container.stop();
	}
	await system.storeAnswers(asked);
	const container = await system.container();
	const warmUp = bodies.slice(0, count);
	for (let round = 0; round < 10; round++) await container.call.timeAll(warmUp);
	// Small sizes run more often, so that each is measured for a similar time.
	const repeats = Math.max(1, 20 / factor);
	const hits: number[] = [];
	for (let round = 0; round < repeats; round++)
		hits.push(await container.call.timeAll(bodies));
	await container.stop();

	await system.stop();
	return { factor, start, miss: median(misses), hits: median(hits) };
}
