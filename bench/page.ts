import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { root } from "../build/projectRoot.ts";
import { bundleSite } from "../build/site.ts";
import { launch } from "../tests/browser/support.ts";
import { start } from "../tools/local.ts";
import {
	type Benchmark,
	comparison,
	limit,
	type Row,
} from "./support/benchmark.ts";
import { temporaryFolder, writeMonths } from "./support/data.ts";
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
/** No measurement depends on a network. A route of Playwright would do the same, but delays each request. */
const withoutTiles =
	"--host-resolver-rules=MAP tile.openstreetmap.org ~NOTFOUND";

/** The page in a browser, compared with Leaflet's own markers for the same points. */
export const page: Benchmark = {
	name: "page",
	async run() {
		const system = await start({
			stack: "dev",
			port: 0,
			config: { dataDir: writeMonths(months) },
			folder: temporaryFolder(),
		});
		const browser = await launch(withoutTiles);
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

const wall =
	"Headless Chromium on the same cores as the system; wall time, so other work on the machine counts.";
const cpu = "CPU time of the main thread, by Chromium's trace.";

/** The goals of a visit; times in milliseconds, sizes in kB. */
const goals: [
	Month,
	keyof Visit,
	atMost: number,
	what: string,
	note: string,
][] = [
	[202301, "shown", 500, "navigation to list and map on the screen", wall],
	[202302, "drawn", 200, "end of the response to the same", wall],
	[202302, "longest", 50, "longest task while it comes", cpu],
	[
		202303,
		"kilobytes",
		2_500,
		"its response",
		"The compact form, Brotli 5, of features of 680 bytes each.",
	],
	[
		202303,
		"drawn",
		700,
		"end of the response to list and map on the screen",
		wall,
	],
	[202303, "longest", 50, "longest task while it comes", cpu],
	[202303, "drag", 60, "longest task after a drag", cpu],
	[202303, "zoom", 60, "longest task after a zoom", cpu],
	[202303, "frames", 25, "95 of 100 frames of a drag", wall],
	[202303, "hover", 1, "a move of the mouse over the map", wall],
	[
		202303,
		"click",
		50,
		"click in the list to the panel with the anomaly's value",
		wall,
	],
	[202303, "pick", 50, "click on the map to the same", wall],
];

function limits(visits: Record<Month, Visit[]>): Row[] {
	const code = limit({
		question: "page: HTML, CSS and code",
		unit: "kB",
		measured: [codeBytes() / 1000],
		goal: { atMost: 90 },
		note: "Brotli, without the coasts.",
	});
	const others = goals.map(([month, part, atMost, what, note]) =>
		limit({
			question: `page, month of ${months[month].toLocaleString("en")}: ${what}`,
			unit: part === "kilobytes" ? "kB" : "ms",
			measured: visits[month].map((one) => one[part]),
			goal: { atMost },
			note,
		}),
	);
	return [code, ...others];
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
