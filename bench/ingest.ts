import { join } from "node:path";
import {
	type Benchmark,
	comparison,
	growthOf,
	limit,
} from "./support/benchmark.ts";
import { temporaryFolder } from "./support/data.ts";
import { addDays, soundingsOfDay } from "./support/liteDays.ts";
import { startProcess } from "./support/remote.ts";
import { median, type Point } from "./support/statistics.ts";
import type { ToolFunctions } from "./support/tools.ts";

/** Many at the end: starting threads and loading the HDF5 library takes as long as reading 30 days. */
const days = [1, 10, 100];
const rounds = 5;

/** Makes months out of satellite files. */
export const ingest: Benchmark = {
	name: "ingest",
	async run() {
		const folder = temporaryFolder();
		const tools = startProcess<ToolFunctions>("tools.ts");
		/** Each call writes to a new folder, so it reads all files again. */
		const time = () => {
			const out = join(temporaryFolder(), "out");
			return tools.call.timeData(["ingest", folder, "--out", out]);
		};
		const points: Point[] = [];
		for (const count of days) {
			await addDays(folder, count);
			// The first one reads the files from the disk.
			const [, ...times] = [await time(), await time(), await time()];
			points.push({ x: count, y: median(times) });
		}
		await tools.call.timeReading(folder);
		const [measured, compared]: [number[][], number[][]] = [[], []];
		for (let round = 0; round < rounds; round++) {
			measured.push([await time()]);
			compared.push([await tools.call.timeReading(folder)]);
		}
		const memory = await tools.call.mostMemory();
		await tools.stop();
		const soundings = 100 * soundingsOfDay;
		return [
			comparison({
				question: "`data ingest` of 100 days of 100,000 soundings",
				comparedWith:
					"reading the same arrays with h5wasm alone, in one thread",
				unit: "ms",
				measured,
				compared,
				goal: { atMost: 2 },
				note: `Compressed files from the page cache. The time includes starting the threads and writing the months. Peak memory: ${Math.round(memory / 2 ** 20)} MB.`,
			}),
			limit({
				question: "soundings per second of `data ingest`",
				unit: "soundings/s",
				measured: measured.map(([took = 1]) => (1000 * soundings) / took),
				goal: { atLeast: 1_000_000 },
				note: "From the same rounds.",
			}),
			growthOf({
				question: "growth of `data ingest` at 1, 10, 100 days",
				points,
				unit: "days",
				atMost: 1.05,
			}),
		];
	},
};
