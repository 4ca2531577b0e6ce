import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { root } from "../build/projectRoot.ts";
import { bundleSite } from "../build/site.ts";
import { start } from "../tools/local.ts";
import {
	type Benchmark,
	comparison,
	limit,
	type Row,
} from "./support/benchmark.ts";
import { launch } from "./support/browser.ts";
import { temporaryFolder } from "./support/data.ts";
import { writeRealSized } from "./support/pageData.ts";
import {
	type Baseline,
	showBaseline,
	type Visit,
	visit,
} from "./support/pageVisit.ts";

const rounds = 5;
const months = { 202301: 10, 202302: 10_000, 202303: 100_000 };
type Month = keyof typeof months;
/** Leaflet's 100,000 elements are not shown within five minutes, so `divIcon` gets the smaller month. */
const baselineMonths = { divIcon: 202302, circleMarker: 202303 } as const;
/** The page in a browser, compared with Leaflet's own markers for the same points. */
export const page: Benchmark = {
	name: "page",
	async run() {
		const system = await start({
			stack: "dev",
			port: 0,
			config: { dataDir: writeRealSized(months) },
			folder: temporaryFolder(),
		});
		const browser = await launch();
		try {
			const visits: Record<Month, Visit[]> = {
				202301: [],
				202302: [],
				202303: [],
			};
			const baselines: Record<Baseline, number[]> = {
				divIcon: [],
				circleMarker: [],
			};
			for (let round = 0; round < rounds; round++) {
				for (const month of [202301, 202302, 202303] as const)
					visits[month].push(await visit(browser, system.url, String(month)));
				for (const kind of ["divIcon", "circleMarker"] as const)
					baselines[kind].push(
						await showBaseline(
							browser,
							system.url,
							kind,
							String(baselineMonths[kind]),
						),
					);
			}
			return [...limits(visits), ...comparisons(visits, baselines)];
		} finally {
			await browser.close();
			await system.stop();
		}
	},
};

function limits(visits: Record<Month, Visit[]>): Row[] {
	const of = (
		month: Month,
		part: keyof Visit,
		question: string,
		atMost: number,
		note: string,
	) => {
		const values = visits[month].map((one) => one[part]);
		const unit = part === "bytes" ? "kB" : "ms";
		return limit({
			question: `page, month of ${months[month].toLocaleString("en")}: ${question}`,
			unit,
			measured: unit === "kB" ? values.map((bytes) => bytes / 1000) : values,
			goal: { atMost },
			note,
		});
	};
	const wall =
		"Headless Chromium on the same cores as the system; wall time, so other work on the machine counts.";
	const cpu = "CPU time of the main thread, by Chromium's trace.";
	return [
		limit({
			question: "page: HTML, CSS and code",
			unit: "kB",
			measured: [codeBytes() / 1000],
			goal: { atMost: 90 },
			note: "Brotli, without the coasts.",
		}),
		of(202301, "shown", "navigation to list and map on the screen", 500, wall),
		of(202302, "drawn", "end of the response to the same", 200, wall),
		of(202302, "longest", "longest task while it comes", 50, cpu),
		of(
			202303,
			"bytes",
			"its response",
			2_500,
			"The compact form, Brotli 5, of features of 680 bytes each.",
		),
		of(
			202303,
			"drawn",
			"end of the response to list and map on the screen",
			700,
			wall,
		),
		of(202303, "longest", "longest task while it comes", 50, cpu),
		of(202303, "drag", "longest task after a drag", 60, cpu),
		of(202303, "zoom", "longest task after a zoom", 60, cpu),
		of(202303, "frames", "95 of 100 frames of a drag", 25, wall),
		of(202303, "hover", "a move of the mouse over the map", 1, wall),
		of(
			202303,
			"click",
			"click in the list to the panel with the anomaly's value",
			50,
			wall,
		),
	];
}

function codeBytes(): number {
	return bundleSite()
		.filter(({ name }) => /\.(html|css|js)$/.test(name))
		.map(
			({ path }) => brotliCompressSync(readFileSync(`${root}/${path}`)).length,
		)
		.reduce((sum, size) => sum + size, 0);
}

function comparisons(
	visits: Record<Month, Visit[]>,
	baselines: Record<Baseline, number[]>,
): Row[] {
	return (["divIcon", "circleMarker"] as const).map((kind) => {
		const month = baselineMonths[kind];
		return comparison({
			question: `page, month of ${months[month].toLocaleString("en")}: CPU time of the main thread until all is shown`,
			comparedWith: `a page that has nothing but each point as Leaflet's ${kind}`,
			unit: "ms",
			measured: visits[month].map(({ all }) => [all]),
			compared: baselines[kind].map((value) => [value]),
			goal: { atMost: 1 },
			note: "Measured alternately in one browser; the page also has list, calendar and coasts.",
		});
	});
}
