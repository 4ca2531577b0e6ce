import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../build/projectRoot.ts";
import { unpack } from "./support/artifact.ts";
import { type Benchmark, limit } from "./support/benchmark.ts";
import type { ContainerFunctions } from "./support/container.ts";
import { questions } from "./support/data.ts";
import { ask, get, LocalSystem } from "./support/localSystem.ts";
import { picture } from "./support/picture.ts";
import { Remote } from "./support/remote.ts";
import { exponentOf, median } from "./support/statistics.ts";

const factors = [1, 10, 100];
/** Questions and kept answers, times the factor. */
const count = 100;
const file = "growth.svg";

/** Milliseconds of each thing at one size. */
interface Sizes {
	start: number;
	miss: number;
	hits: number;
	requests: number;
}

const series: Record<keyof Sizes, { name: string; atMost: number }> = {
	hits: {
		name: "100 × hits of the function, as many answers kept",
		atMost: 1.1,
	},
	requests: {
		name: "200 × requests of `local/`, as many answers kept",
		atMost: 1.1,
	},
	miss: {
		name: "the first miss of the function, months of 100 × observations",
		atMost: 1,
	},
	start: {
		name: "the start of `local/`, months of 100 × observations",
		atMost: 1,
	},
};

/** Ten times the data and the load take ten times as long, and no more. */
export const growth: Benchmark = {
	name: "growth",
	async run() {
		const measured: Sizes[] = [];
		for (const factor of factors) measured.push(await measure(factor));
		const lines = Object.entries(series).map(([key, { name }]) => ({
			name,
			points: measured.map((sizes, index) => ({
				x: factors[index] ?? 0,
				y: sizes[key as keyof Sizes],
			})),
		}));
		const folder = join(root, "bench/results");
		mkdirSync(folder, { recursive: true });
		const axes = { x: "data and load", y: "ms" };
		writeFileSync(
			join(folder, file),
			picture(
				"Time by data and load",
				axes,
				lines.map((line) => ({ ...line, name: line.name.split(",")[0] ?? "" })),
			),
		);
		return Object.values(series).map(({ name, atMost }, index) =>
			limit({
				question: `growth at 1 ×, 10 ×, 100 ×: ${name}`,
				unit: "exponent",
				measured: [exponentOf(lines[index]?.points ?? [])],
				goal: { atMost },
				note: `1 is linear. ${lines[index]?.points.map(({ x, y }) => `${x} ×: ${y.toFixed(0)} ms`).join(", ")}.`,
				picture: file,
			}),
		);
	},
};

async function measure(factor: number): Promise<Sizes> {
	const startedAt = performance.now();
	const system = await LocalSystem.start({ factor });
	const start = performance.now() - startedAt;
	const { file, tableName, variables } = unpack(system.resources, {
		AWS_ENDPOINT_URL: system.awsUrl,
		GEMINI_BASE_URL: system.geminiUrl,
	});
	const asked = questions(factor).slice(0, count * factor);
	const bodies = asked.map((question) => JSON.stringify(question));
	const fresh = async () => {
		const container = new Remote<ContainerFunctions>("container.ts", {
			variables,
		});
		await container.call("load", file);
		return container;
	};

	const misses: number[] = [];
	for (const body of bodies.slice(0, 3)) {
		const container = await fresh();
		misses.push(await container.call("timeAll", [body]));
		await container.stop();
	}
	const container = await fresh();
	await container.call("keep", tableName, asked);
	// Small ones oftener: each is measured for about as long.
	const repeats = Array.from({ length: Math.max(1, 20 / factor) });
	const warmUp = bodies.slice(0, count);
	for (let round = 0; round < 10; round++)
		await container.call("timeAll", warmUp);
	const hits: number[] = [];
	for (const _ of repeats) hits.push(await container.call("timeAll", bodies));
	await container.stop();

	const shots = asked.flatMap((question) => [ask(question), get("/")]);
	const load = (number: number) =>
		system.rightLoad({
			connections: 16,
			shots,
			until: { requests: number },
		});
	await load(20 * count);
	const requests: number[] = [];
	for (const _ of repeats)
		requests.push((await load(shots.length)).seconds * 1000);
	await system.stop();
	return {
		start,
		miss: median(misses),
		hits: median(hits),
		requests: median(requests),
	};
}
