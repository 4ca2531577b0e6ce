/** The page in a real browser, served by the whole system on this machine. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
	type Browser,
	type BrowserContextOptions,
	type ConsoleMessage,
	chromium,
	type Page,
	type Response,
} from "playwright-core";
import { monthOfAnomalies } from "../../contract/month.ts";
import { type Observation, observationOf } from "../../contract/observation.ts";
import type { Running } from "../../local/cli/start.ts";
import { coordinates } from "../../site/i18n/format.ts";
import type { MapView } from "../../site/map/map.ts";
import { readAddress } from "../../site/url/address.ts";
import { start } from "../../tools/local.ts";
import { startOptions } from "../support/startOptions.ts";
import type { Layer, Point } from "./mapPoints.ts";

/** The only third party that the page contacts. */
const tileHost = "tile.openstreetmap.org";

export const wide = { width: 1280, height: 800 };
export const narrow = { width: 390, height: 844 };

export function serveForBrowser(config: Record<string, string> = {}) {
	return start({ ...startOptions, config });
}

/**
 * A browser with a temporary profile.
 * @param more additional options of Chromium
 */
export function launch(...more: string[]): Promise<Browser> {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: [
			"--headless",
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
			// Allows a public page to frame a page of this machine, for the test of `frame-ancestors`.
			"--disable-features=LocalNetworkAccessChecks",
			...more,
		],
	});
}

/** The published anomalies of a month, the highest z-score first. */
export function published(
	month: string,
	folder = "site/data",
): [Observation, ...Observation[]] {
	const file = readFileSync(join(folder, `anomalies${month}.geojson`), "utf8");
	return monthOfAnomalies()
		.parse(JSON.parse(file))
		.features.map(observationOf)
		.sort((a, b) => b.zscore - a.zscore) as [Observation, ...Observation[]];
}

/**
 * Starts a system and a browser for all tests of the calling `describe`. Each
 * visit ends with its test.
 * @returns a function that opens an address
 */
export function visits() {
	let system: Running;
	let browser: Browser;
	let visit: Visit | undefined;
	before(async () => {
		[system, browser] = await Promise.all([serveForBrowser(), launch()]);
	});
	after(async () => {
		await browser?.close();
		await system?.stop();
	});
	afterEach(() => visit?.end());
	return async (
		address: string,
		options?: BrowserContextOptions,
	): Promise<Visit> => {
		visit = await Visit.to(browser, system, address, options);
		return visit;
	};
}

/** An open page with its requests and log entries. */
export class Visit {
	readonly page: Page;
	readonly responses: Response[] = [];
	/** Hosts that the page requested, blocked requests included. */
	readonly hosts = new Set<string>();
	readonly #problems: string[] = [];

	/** Opens `address`; no request leaves this machine. */
	static async to(
		browser: Browser,
		{ url }: Running,
		address: string,
		options: BrowserContextOptions = { viewport: wide },
	): Promise<Visit> {
		const context = await browser.newContext(options);
		context.setDefaultTimeout(120_000);
		const visit = new Visit(await context.newPage());
		await context.route("**", (route) => {
			const { host } = new URL(route.request().url());
			visit.hosts.add(host);
			return host === new URL(url).host ? route.continue() : route.abort();
		});
		await visit.page.goto(url + address);
		return visit;
	}

	private constructor(page: Page) {
		this.page = page;
		page.on("pageerror", (error) => this.#problems.push(error.message));
		page.on("console", (message) => this.#note(message));
		page.on("response", (response) => this.responses.push(response));
	}

	/** Includes the browser's reports of content security policy violations. */
	#note(message: ConsoleMessage): void {
		const { url } = message.location();
		const isTile = url.startsWith(`https://${tileHost}/`);
		// The browser logs each failed request for data or an answer; the page shows it instead.
		const isShown = /\/api\/reasoning$|\.geojson$/.test(url);
		if (message.type() === "error" && !isTile && !isShown)
			this.#problems.push(message.text());
	}

	/** Clears the errors that a test caused on purpose. */
	forget(): void {
		this.#problems.length = 0;
	}

	/** Closes the page; fails if the browser logged an error. */
	async end(): Promise<void> {
		await this.page.context().close();
		expect(this.#problems, "errors on the console").to.deep.equal([]);
	}

	/** Waits until the page shows this month. */
	async shows(month: string): Promise<void> {
		await this.page.locator("#month-title", { hasText: month }).waitFor();
		await this.page.locator("#anomalies li").first().waitFor();
	}

	/** Waits until a file has arrived as a whole. */
	async receives(address: RegExp): Promise<void> {
		const isIt = (response: Response) => address.test(response.url());
		const response =
			this.responses.find(isIt) ?? (await this.page.waitForResponse(isIt));
		await response.finished();
	}

	/** Changes the fragment of the address; the page stays open. */
	async enter(fragment: string): Promise<void> {
		await this.page.evaluate(
			(hash) =>
				new Promise<void>((resolve) => {
					if (location.hash === hash) return resolve();
					addEventListener("hashchange", () => resolve(), { once: true });
					location.hash = hash;
				}),
			fragment,
		);
		await this.page.locator("#anomalies li").first().waitFor();
		// After two frames, the map has its new size too.
		await this.page.evaluate(
			() =>
				new Promise((resolve) =>
					requestAnimationFrame(() => requestAnimationFrame(resolve)),
				),
		);
	}

	/** Stops the page's clock: only `page.clock.runFor` moves it. */
	async stopClock(): Promise<void> {
		const start = Date.now();
		await this.page.clock.install({ time: start });
		await this.page.clock.pauseAt(start + 60_000);
	}

	/** Waits until the panel shows the anomaly at this place. */
	async opens(place: { lat: number; lon: number }): Promise<void> {
		const name = this.page.locator("#selected-place");
		await name.getByText(coordinates(place)).waitFor();
		await this.page.locator("#measurements").waitFor();
	}

	/** The view of the map in the page's address. */
	get view(): MapView {
		const { view } = readAddress(new URL(this.page.url()).hash);
		if (!view) throw new Error(`${this.page.url()} has no place`);
		return view;
	}

	async text(selector: string): Promise<string> {
		return (await this.page.locator(selector).textContent()) ?? "";
	}

	/** Terms and values of the selected anomaly. */
	async measurements(): Promise<Record<string, string>> {
		const cells = await this.page
			.locator("#measurements :is(dt, dd)")
			.allTextContents();
		const pairs = cells.map((term, at) => [term, cells[at + 1] ?? ""]);
		return Object.fromEntries(pairs.filter((_, at) => at % 2 === 0));
	}

	async colorAt(x: number, y: number, layer?: Layer): Promise<string> {
		const [color = ""] = await this.colorsAt([{ x, y }], layer);
		return color;
	}

	/** Waits until a canvas has this colour at a point of the map: what it shows is still being loaded. */
	async paints(color: string, point: Point, layer: Layer): Promise<void> {
		await this.colorsAt([point], layer, color);
	}

	/**
	 * The colours of a canvas at points of the map; empty for transparent pixels.
	 * @param awaited waits until the first point has this colour
	 */
	async colorsAt(
		points: Point[],
		layer: Layer = "anomalies",
		awaited?: string,
	): Promise<string[]> {
		const pane = `.leaflet-${layer}-pane canvas`;
		const read = await this.page.waitForFunction(
			([wanted, pane, awaited]) => {
				const [map, canvas] = ["#map", pane].map(
					(selector) => document.querySelector(selector) as HTMLElement,
				) as [HTMLElement, HTMLCanvasElement];
				const frame = map.getBoundingClientRect();
				const drawn = canvas.getBoundingClientRect();
				const context = canvas.getContext("2d") as CanvasRenderingContext2D;
				const { data } = context.getImageData(
					0,
					0,
					canvas.width,
					canvas.height,
				);
				const colors = wanted.map(({ x, y }) => {
					const left = frame.x + frame.width / 2 + x - drawn.x;
					const top = frame.y + frame.height / 2 + y - drawn.y;
					const at =
						Math.floor(top * devicePixelRatio) * canvas.width +
						Math.floor(left * devicePixelRatio);
					const [r = 0, g = 0, b = 0, a] = data.slice(4 * at, 4 * at + 4);
					const hex = ((r << 16) | (g << 8) | b).toString(16);
					return a ? `#${hex.padStart(6, "0")}` : "";
				});
				const isAwaited = awaited !== undefined && colors[0] !== awaited;
				return isAwaited ? undefined : colors;
			},
			[points, pane, awaited] as const,
		);
		return (await read.jsonValue()) ?? [];
	}

	/** Clicks on the map, CSS pixels from its centre. */
	async clickAt(x: number, y: number): Promise<void> {
		await this.page.locator("#map").scrollIntoViewIfNeeded();
		const box = await this.page.locator("#map").boundingBox();
		if (!box) throw new Error("the map is not shown");
		await this.page.mouse.click(
			box.x + box.width / 2 + x,
			box.y + box.height / 2 + y,
		);
	}
}
