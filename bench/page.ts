import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { root } from "../build/projectRoot.ts";
import { bundleSite } from "../build/site.ts";
import { launch } from "../tests/browser/support.ts";
import {
	type Benchmark,
	comparison,
	limit,
	type Row,
} from "./support/benchmark.ts";
import { startSystem } from "./support/localSystem.ts";
import {
	type Baseline,
	showBaseline,
	type Visit,
	visit,
} from "./support/pageVisit.ts";

const rounds = 5;

/** Months by their number of anomalies. */
const months = { 10: "202301", 10000: "202302", 100000: "202303" };
type Size = keyof typeof months;

/** Leaflet's 100,000 elements are not shown within five minutes, so `divIcon` gets the smaller month. */
const baselines = { divIcon: 10_000, circleMarker: 100_000 } as const;

/** No measurement depends on a network. A route of Playwright would do the same, but delays each request. */
const withoutTiles =
	"--host-resolver-rules=MAP tile.openstreetmap.org ~NOTFOUND";

type Round = Awaited<ReturnType<typeof measure>>;

/** The page in a browser, compared with Leaflet's own markers for the same points. */
export const page: Benchmark = {
	name: "page",
	async run() {
		const system = await startSystem({
			months: Object.fromEntries(
				Object.entries(months).map(([size, name]) => [name, Number(size)]),
			),
		});
		const browser = await launch(withoutTiles);
		try {
			const measured: Round[] = [];
			while (measured.length < rounds)
				measured.push(await measure(browser, system.url));
			return [codeSize(), ...limits(measured), ...comparisons(measured)];
		} finally {
			await browser.close();
			await system.stop();
		}
	},
};

/** Visits each month, and each baseline. */
async function measure(browser: Browser, url: string) {
	const see = (size: Size) => visit(browser, url, months[size]);
	const base = (kind: Baseline) =>
		showBaseline(browser, url, kind, months[baselines[kind]]);
	return {
		10: await see(10),
		10000: await see(10_000),
		100000: await see(100_000),
		divIcon: await base("divIcon"),
		circleMarker: await base("circleMarker"),
	};
}

function codeSize(): Row {
	const bytes = bundleSite()
		.filter(({ name }) => /\.(html|css|js)$/.test(name))
		.map(({ path }) => brotliCompressSync(readFileSync(`${root}/${path}`)))
		.reduce((sum, { length }) => sum + length, 0);
	return limit({
		question: "page: HTML, CSS and code",
		unit: "kB",
		measured: [bytes / 1000],
		goal: { atMost: 90 },
		note: "Brotli, without the coasts.",
	});
}

/** The goals of a visit. */
const goals: [Size, part: keyof Visit, atMost: number, what: string][] = [
	[10, "shown", 500, "navigation to list and map on the screen"],
	[10_000, "drawn", 200, "end of the response to the same"],
	[10_000, "longest", 50, "longest task while it comes"],
	[100_000, "kilobytes", 2_500, "its response"],
	[100_000, "drawn", 700, "end of the response to list and map on the screen"],
	[100_000, "longest", 50, "longest task while it comes"],
	[100_000, "drag", 60, "longest task after a drag"],
	[100_000, "zoom", 60, "longest task after a zoom"],
	[100_000, "frames", 25, "95 of 100 frames of a drag"],
	[100_000, "hover", 1, "a move of the mouse over the map"],
	[100_000, "click", 50, "click in the list to the panel with the value"],
	[100_000, "pick", 50, "click on the map to the same"],
];

const wall =
	"Headless Chromium on the same cores as the system; wall time, so other work on the machine counts.";
const cpu = "CPU time of the main thread, by Chromium's trace.";
const notes: Partial<Record<keyof Visit, string>> = {
	longest: cpu,
	drag: cpu,
	zoom: cpu,
	kilobytes: "The compact form, Brotli 5, of features of 680 bytes each.",
};

const limits = (measured: Round[]) =>
	goals.map(([size, part, atMost, what]) =>
		limit({
			question: `page, month of ${size.toLocaleString("en")}: ${what}`,
			unit: part === "kilobytes" ? "kB" : "ms",
			measured: measured.map((round) => round[size][part]),
			goal: { atMost },
			note: notes[part] ?? wall,
		}),
	);

const comparisons = (measured: Round[]) =>
	(["divIcon", "circleMarker"] as const).map((kind) => {
		const size = baselines[kind];
		return comparison({
			question: `page, month of ${size.toLocaleString("en")}: CPU time of the main thread until all is shown`,
			comparedWith: `a page that has nothing but each point as Leaflet's ${kind}`,
			unit: "ms",
			measured: measured.map((round) => [round[size].all]),
			compared: measured.map((round) => [round[kind]]),
			goal: { atMost: 1 },
			note: "Measured alternately in one browser; the page also has list, calendar and coasts.",
		});
	});
