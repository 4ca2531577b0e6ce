import { type Benchmark, limit } from "./support/benchmark.ts";
import { questions } from "./support/data.ts";
import { LocalSystem } from "./support/localSystem.ts";
import { exponentOf, median } from "./support/statistics.ts";

const factors = [1, 10, 100];
/** Number of questions and cached answers at factor 1. */
const count = 100;
/** Milliseconds of each measurement at one size. */
interface Sizes {
	start: number;
	miss: number;
	hits: number;
}

const series: Record<keyof Sizes, { name: string; atMost: number }> = {
	hits: {
		name: "100 × hits of the function, with as many cached answers",
		atMost: 1.1,
	},
	miss: {
		name: "first miss of the function, months of 100 × observations",
		atMost: 1,
	},
	start: {
		name: "start of `local/`, months of 100 × observations",
		atMost: 1,
	},
};

/** Ten times the data and load must not take more than ten times as long. */
export const growth: Benchmark = {
	name: "growth",
	async run() {
		const measured: Sizes[] = [];
		for (const factor of factors) measured.push(await measure(factor));
		return Object.entries(series).map(([key, { name, atMost }]) => {
			const points = measured.map((sizes, index) => ({
				x: factors[index] ?? 0,
				y: sizes[key as keyof Sizes],
			}));
			return limit({
				question: `growth at 1 ×, 10 ×, 100 ×: ${name}`,
				unit: "exponent",
				measured: [exponentOf(points)],
				goal: { atMost },
				note: `1 is linear. ${points.map(({ x, y }) => `${x} ×: ${y.toFixed(0)} ms`).join(", ")}.`,
			});
		});
	},
};

async function measure(factor: number): Promise<Sizes> {
	const startedAt = performance.now();
	const system = await LocalSystem.start({ factor });
	const start = performance.now() - startedAt;
	const asked = questions(factor).slice(0, count * factor);
	const bodies = asked.map((question) => JSON.stringify(question));

	const misses: number[] = [];
	for (const body of bodies.slice(0, 3)) {
		const container = await system.container();
		misses.push(await container.call("timeAll", [body]));
		await container.stop();
	}
	const container = await system.container();
	await system.keepAnswers(asked);
	// Small sizes run more often, so that each is measured for a similar time.
	const repeats = Array.from({ length: Math.max(1, 20 / factor) });
	const warmUp = bodies.slice(0, count);
	for (let round = 0; round < 10; round++)
		await container.call("timeAll", warmUp);
	const hits: number[] = [];
	for (const _ of repeats) hits.push(await container.call("timeAll", bodies));
	await container.stop();

	await system.stop();
	return { start, miss: median(misses), hits: median(hits) };
}
