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
import {
	MonthOfAnomalies,
	type Observation,
	observationOf,
} from "../../functions/reasoning/contract.ts";
import { type Running, start } from "../../local/start.ts";

/** The one third party of the page. */
const tileHost = "tile.openstreetmap.org";

export const wide = { width: 1280, height: 800 };
export const narrow = { width: 390, height: 844 };

/** The system with the stand-in for Gemini, and the table in memory. */
export function startSystem(config: Record<string, string> = {}) {
	return start({
		stack: "dev",
		port: 0,
		config,
		folder: undefined,
		geminiKey: undefined,
	});
}

/** A browser with a profile of its own, which goes with it. */
export function launch(): Promise<Browser> {
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
		],
	});
}

/** The anomalies of a month, as they were published, the highest z-score first. */
export function published(
	month: string,
	folder = "site/data",
): [Observation, ...Observation[]] {
	const file = readFileSync(join(folder, `anomalies${month}.geojson`), "utf8");
	return MonthOfAnomalies.parse(JSON.parse(file))
		.features.map(observationOf)
		.sort((a, b) => b.zscore - a.zscore) as [Observation, ...Observation[]];
}

/** An open page, and what it did. */
export class Visit {
	readonly page: Page;
	readonly responses: Response[] = [];
	/** Hosts that the page asked, or tried to. */
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

	/** Violations of the content security policy are told here too. */
	#note(message: ConsoleMessage): void {
		const { url } = message.location();
		const isTile = url.startsWith(`https://${tileHost}/`);
		// The browser tells of each refusal of the API; the page must show it.
		const isRefusal = url.endsWith("/api/reasoning");
		if (message.type() === "error" && !isTile && !isRefusal)
			this.#problems.push(message.text());
	}

	/** Leaves the page; what it did wrong meanwhile is an assertion error. */
	async end(): Promise<void> {
		await this.page.context().close();
		expect(this.#problems, "what the console told").to.deep.equal([]);
	}

	/** Waits until the page shows this month. */
	async shows(month: string): Promise<void> {
		await this.page
			.locator("#month-title", { hasText: month })
			.waitFor({ timeout: 5000 });
		await this.page.locator("#anomalies li").first().waitFor({ timeout: 5000 });
	}

	text(selector: string): Promise<string> {
		return this.page.locator(selector).innerText();
	}

	/** The colour of the anomalies' canvas at a place of the map, CSS pixels from its middle; `#rrggbb`, empty where nothing is drawn. */
	colorAt(x: number, y: number): Promise<string> {
		return this.page.evaluate(
			([dx, dy]) => {
				const [map, canvas] = ["#map", ".leaflet-anomalies-pane canvas"].map(
					(selector) => document.querySelector(selector) as HTMLElement,
				) as [HTMLElement, HTMLCanvasElement];
				const frame = map.getBoundingClientRect();
				const drawn = canvas.getBoundingClientRect();
				const pixel = canvas
					.getContext("2d")
					?.getImageData(
						(frame.x + frame.width / 2 + dx - drawn.x) * devicePixelRatio,
						(frame.y + frame.height / 2 + dy - drawn.y) * devicePixelRatio,
						1,
						1,
					).data;
				const [red = 0, green = 0, blue = 0, opacity = 0] = pixel ?? [];
				const hex = [red, green, blue].map((part) =>
					part.toString(16).padStart(2, "0"),
				);
				return opacity === 0 ? "" : `#${hex.join("")}`;
			},
			[x, y] as const,
		);
	}

	/** Clicks on the map, CSS pixels from its middle. */
	async clickAt(x: number, y: number): Promise<void> {
		const box = await this.page.locator("#map").boundingBox();
		if (!box) throw new Error("the map is not shown");
		await this.page.mouse.click(
			box.x + box.width / 2 + x,
			box.y + box.height / 2 + y,
		);
	}
}

/**
 * Where a place is in the world's square of this zoom, pixels.
 * @see https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames
 */
export function mercator(
	{ lat, lon }: { lat: number; lon: number },
	zoom: number,
): { x: number; y: number } {
	const phi = (lat * Math.PI) / 180;
	const world = 256 * 2 ** zoom;
	return {
		x: ((lon + 180) / 360) * world,
		y: ((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * world,
	};
}
