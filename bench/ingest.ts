import { join } from "node:path";
import { type Benchmark, comparison, limit } from "./support/benchmark.ts";
import { temporaryFolder } from "./support/data.ts";
import { folderOf, soundingsOfDay, writeDays } from "./support/liteDays.ts";
import { Remote } from "./support/remote.ts";
import { exponentOf, median } from "./support/statistics.ts";
import type { ToolFunctions } from "./support/tools.ts";

const days = [1, 10, 100];
/** Days of the comparison: starting threads and loading the HDF5 library takes as long as reading 30 days. */
const most = Math.max(...days);
const rounds = 5;

/** Makes months out of satellite files. */
export const ingest: Benchmark = {
	name: "ingest",
	async run() {
		const paths = await writeDays(most);
		const tools = new Remote<ToolFunctions>("tools.ts");
		/** Each call writes to a new folder, so it reads all files again. */
		const time = (folder: string) =>
			tools.call("timeData", [
				"ingest",
				folder,
				"--out",
				join(temporaryFolder(), "out"),
			]);
		const folder = folderOf(paths);
		await time(folder);
		await tools.call("timeReading", folder);
		const [measured, compared]: [number[][], number[][]] = [[], []];
		for (let round = 0; round < rounds; round++) {
			measured.push([await time(folder)]);
			compared.push([await tools.call("timeReading", folder)]);
		}
		const memory = await tools.call("mostMemory");
		const points: { x: number; y: number }[] = [];
		for (const count of days) {
			const some = folderOf(paths.slice(0, count));
			const times = [await time(some), await time(some), await time(some)];
			points.push({ x: count, y: median(times) });
		}
		await tools.stop();
		const soundings = most * soundingsOfDay;
		return [
			comparison({
				question: `\`data ingest\` of ${most} days of 100,000 soundings`,
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
			limit({
				question: "growth of `data ingest` at 1, 10, 100 days",
				unit: "exponent",
				measured: [exponentOf(points)],
				goal: { atMost: 1.05 },
				note: `1 is linear. ${points.map(({ x, y }) => `${x} days: ${y.toFixed(0)} ms`).join(", ")}.`,
			}),
		];
	},
};
