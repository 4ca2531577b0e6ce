/** Visits the page in a browser and measures it; the same for Leaflet alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Leaflet from "leaflet";
import type { Browser, Page } from "playwright-core";
import { root } from "../../build/projectRoot.ts";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import { open, sum, tasksDuring } from "./browser.ts";
import { quantile } from "./statistics.ts";

/** The mark of site/map/pointsLayer.ts. */
const painted = "anomalies painted";

/** Milliseconds until all activity has ended: Leaflet's zoom takes 250. */
const settled = 1_000;

/** One visit to a month; times in milliseconds. */
export interface Visit {
	/** From the navigation, and from the end of the month's response, to list and map on the screen. */
	shown: number;
	drawn: number;
	/** Size of the month's response. */
	kilobytes: number;
	/** CPU time of the main thread: of its longest task while the month came, and of all. */
	longest: number;
	all: number;
	/** CPU time of the longest task after a drag and a zoom. */
	drag: number;
	zoom: number;
	/** Frames of a drag: 95 of 100 come within this time. */
	frames: number;
	/** From a click in the list, and on the map, to the panel with the anomaly's value, on the screen. */
	click: number;
	pick: number;
	/** What the page does for one move of the mouse over the map. */
	hover: number;
}

export async function visit(
	browser: Browser,
	url: string,
	month: string,
): Promise<Visit> {
	const shown = await open(browser);
	await shown.addInitScript((painted) => {
		new PerformanceObserver((marks, observer) => {
			if (marks.getEntriesByName(painted).length === 0) return;
			// The list comes before the map.
			if (!document.querySelector("#anomalies li")) return;
			observer.disconnect();
			// After the frame that shows them.
			requestAnimationFrame(() =>
				setTimeout(() => {
					document.documentElement.dataset.drawn = String(
						performance.timeOrigin + performance.now(),
					);
				}),
			);
		}).observe({ type: "mark" });
	}, painted);
	const response = shown.waitForResponse(/anomalies\d{6}\.(geojson|columns)$/);
	let drawn = 0;
	const tasks = await tasksDuring(browser, shown, async () => {
		await shown.goto(`${url}/#${month}`);
		drawn = Number(
			await shown.locator("html[data-drawn]").getAttribute("data-drawn"),
		);
		await shown.waitForTimeout(settled);
	});
	const request = (await response).request();
	const { startTime, responseEnd } = request.timing();
	const longest = async (act: (page: Page) => Promise<void>) =>
		Math.max(0, ...(await tasksDuring(browser, shown, () => act(shown))));
	const result = {
		shown: drawn - (await shown.evaluate(() => performance.timeOrigin)),
		drawn: drawn - startTime - responseEnd,
		kilobytes: (await request.sizes()).responseBodySize / 1000,
		longest: Math.max(0, ...tasks),
		all: sum(tasks),
		drag: await longest(drag),
		zoom: await longest(zoom),
		frames: await framesOfDrag(shown),
		hover: await hover(shown),
		click: await click(shown),
		pick: await pick(shown),
	};
	await shown.context().close();
	return result;
}

async function drag(shown: Page): Promise<void> {
	const { mouse } = shown;
	const [x, y] = [800, 400];
	await mouse.move(x, y);
	await mouse.down();
	for (let step = 1; step <= 20; step++)
		await mouse.move(x + 8 * step, y + 2 * step);
	await mouse.up();
	await shown.waitForTimeout(settled);
}

async function zoom(shown: Page): Promise<void> {
	await shown.getByLabel("Zoom in").click();
	await shown.waitForTimeout(settled);
}

/** Milliseconds between the frames of a drag, the 95th of 100. */
async function framesOfDrag(shown: Page): Promise<number> {
	const frames = await shown.evaluateHandle(() => {
		const watch = {
			times: [] as number[],
			note(time: number) {
				watch.times.push(time);
				requestAnimationFrame(watch.note);
			},
		};
		requestAnimationFrame(watch.note);
		return watch.times;
	});
	await drag(shown);
	const times = await frames.jsonValue();
	const gaps = times.slice(1).map((time, at) => time - (times[at] as number));
	return quantile(gaps, 0.95);
}

/** Milliseconds for one move of the mouse: a thousand of them over the map. */
function hover(shown: Page): Promise<number> {
	return shown.evaluate(() => {
		const map = document.querySelector("#map") as HTMLElement;
		const { x, y, width, height } = map.getBoundingClientRect();
		const started = performance.now();
		for (let move = 0; move < 1_000; move++)
			map.dispatchEvent(
				new MouseEvent("mousemove", {
					bubbles: true,
					clientX: x + (width * move) / 1_000,
					clientY: y + (height * ((7 * move) % 1_000)) / 1_000,
				}),
			);
		return (performance.now() - started) / 1_000;
	});
}

/** Milliseconds from a click on the first anomaly of the list. */
function click(shown: Page): Promise<number> {
	return timeToPanel(shown, "#anomalies button");
}

/** Milliseconds from a click on an anomaly of the map, zoomed in until it stands alone. */
async function pick(shown: Page): Promise<number> {
	const { hash } = new URL(shown.url());
	const [, month, lat, lon] =
		/^(#\d{6}).*at=([-\d.]+),([-\d.]+)/.exec(hash) ?? [];
	const near = `${month}/12/${lat}/${lon}`;
	await shown.evaluate((hash) => location.assign(hash), near);
	await shown.locator("#selected").waitFor({ state: "hidden" });
	await shown.waitForTimeout(settled);
	return timeToPanel(shown, "#map");
}

/** Milliseconds from a click on the middle of an element to the frame that shows the panel with the value. */
async function timeToPanel(shown: Page, clicked: string): Promise<number> {
	const panel = await shown.evaluateHandle(() => {
		const opened = new Promise<number>((resolve) => {
			let started = 0;
			addEventListener(
				"click",
				({ timeStamp }) => {
					started = timeStamp;
				},
				{ capture: true, once: true },
			);
			new MutationObserver((_, observer) => {
				if (!document.querySelector("#selected .headline")) return;
				observer.disconnect();
				requestAnimationFrame(() =>
					setTimeout(() => resolve(performance.now() - started)),
				);
			}).observe(document, { childList: true, subtree: true });
		});
		return { opened };
	});
	await shown.locator(clicked).first().click();
	return panel.evaluate(({ opened }) => opened);
}

export type Baseline = "divIcon" | "circleMarker";

/** CPU time of the main thread until the points of a month are on Leaflet's map, milliseconds. */
export async function showBaseline(
	browser: Browser,
	url: string,
	kind: Baseline,
	month: string,
): Promise<number> {
	const shown = await open(browser);
	const leaflet = (file: string) =>
		readFileSync(join(root, "node_modules/leaflet/dist", file), "utf8");
	await shown.route("**/baseline.html", (route) =>
		route.fulfill({
			contentType: "text/html",
			body: `<!doctype html><style>${leaflet("leaflet.css")} #map { height: 100vh } .dot { position: absolute; border: 1px solid }</style><div id="map"></div><script>${leaflet("leaflet.js")}</script>`,
		}),
	);
	const tasks = await tasksDuring(browser, shown, async () => {
		await shown.goto(`${url}/baseline.html`);
		await shown.evaluate(showPoints, { kind, month });
		await shown.waitForTimeout(settled);
	});
	await shown.context().close();
	return sum(tasks);
}

/** Runs in the browser: shows the points of a month with Leaflet's own markers or circles. */
async function showPoints(of: { kind: Baseline; month: string }) {
	const { L } = globalThis as unknown as { L: typeof Leaflet };
	const map = L.map("map", { preferCanvas: true, zoomSnap: 0.25 });
	map.fitBounds([
		[-58, -180],
		[80, 180],
	]);
	const response = await fetch(`anomalies${of.month}.geojson`);
	const { features }: MonthOfAnomalies = await response.json();
	const icon = L.divIcon({ className: "dot", iconSize: [10, 10] });
	const layers = features.map(({ geometry: { coordinates } }) => {
		const [lon, lat] = coordinates;
		return of.kind === "divIcon"
			? L.marker([lat, lon], { icon })
			: L.circleMarker([lat, lon], { radius: 5 });
	});
	L.layerGroup(layers).addTo(map);
}
