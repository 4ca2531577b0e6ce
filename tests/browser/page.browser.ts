import { expect } from "chai";
import type { Browser } from "playwright-core";
import type { Observation } from "../../contract/observation.ts";
import type { Running } from "../../local/cli/start.ts";
import { coordinates } from "../../site/i18n/format.ts";
import { onMap } from "./mapPoints.ts";
import {
	launch,
	narrow,
	published,
	serveForBrowser,
	Visit,
	wide,
} from "./support.ts";

const months = ["202407", "202410", "202501"];

const newest = published("202501");

const sameBody = async ({ page }: Visit, url: string) =>
	(await page.request.get(url)).body();

for (const [name, viewport, colorScheme, other] of [
	["wide and light", wide, "light", newest.at(-1)],
	["narrow and dark", narrow, "dark", newest.at(-2)],
] as const)
	describe(`The page, ${name}`, () => {
		let system: Running;
		let browser: Browser;
		let visit: Visit;
		before(async () => {
			[system, browser] = await Promise.all([serveForBrowser(), launch()]);
		});
		after(async () => {
			await browser?.close();
			await system?.stop();
		});
		beforeEach(async () => {
			visit = await Visit.to(browser, system, "/", { viewport, colorScheme });
			await visit.shows("January 2025");
		});
		afterEach(() => visit.end());

		/** The page's width beyond the window; CSS pixels. */
		const overhang = () =>
			visit.page.evaluate(
				() => document.documentElement.scrollWidth - window.innerWidth,
			);
		const picked = () =>
			visit.page
				.locator('#calendar [aria-pressed="true"]')
				.evaluateAll((buttons) =>
					buttons.map(({ textContent }) => textContent?.trim().split(":")[0]),
				);
		const drawn = () =>
			visit.page.evaluate(() =>
				document
					.querySelector<HTMLCanvasElement>(".leaflet-anomalies-pane canvas")
					?.toDataURL(),
			);
		/** The coordinates in the rows of the list. */
		const listed = async () =>
			(await visit.page.locator("#anomalies button").allTextContents()).map(
				(text) => /[\d.]+° [NS] [\d.]+° [EW]/.exec(text)?.[0],
			);

		it("opens the latest month and says that it is synthetic", async () => {
			expect(await picked()).to.deep.equal(["January 2025"]);
			expect(await listed()).to.deep.equal(
				newest.slice(0, 50).map(coordinates),
			);
			expect(await visit.page.locator("#synthetic").isVisible()).to.equal(true);
			expect(await visit.text("#synthetic")).to.include("Sample data");
		});

		it("shows all anomalies in its first view", async () => {
			const view = await visit.page.evaluate(() => {
				const frame = document.querySelector("#map")?.getBoundingClientRect();
				const coasts = [...document.querySelectorAll(".coastline")]
					.map((path) => path.getBoundingClientRect())
					.filter(({ width }) => width > 0);
				return {
					left: Math.min(...coasts.map(({ left }) => left)),
					right: Math.max(...coasts.map(({ right }) => right)),
					frame: [frame?.left, frame?.right] as [number, number],
				};
			});
			expect(view.left).to.be.at.least(view.frame[0] - 1);
			expect(view.right).to.be.at.most(view.frame[1] + 1);
		});

		it("offers the published months", async () => {
			const offered = await visit.page
				.locator("#calendar button:enabled")
				.evaluateAll((buttons) =>
					buttons.map((button) => (button as HTMLElement).dataset.month ?? ""),
				);
			expect(offered.sort()).to.deep.equal(months);
			expect(await visit.page.locator("#calendar .gap").count()).to.equal(4);
		});

		it("changes map, list and address with the month", async () => {
			const before = await drawn();
			await visit.page.locator('#calendar [data-month="202407"]').click();
			await visit.shows("July 2024");
			expect(await listed()).to.deep.equal(
				published("202407").slice(0, 50).map(coordinates),
			);
			expect(await picked()).to.deep.equal(["July 2024"]);
			expect(await drawn()).not.to.equal(before);
			expect(new URL(visit.page.url()).hash).to.match(/^#202407/);
		});

		it("explains the anomaly that is picked in the list", async () => {
			const other = newest[1] as Observation;
			const open = async (at: number) => {
				await visit.page
					.locator("#anomalies [data-row]")
					.nth(at)
					.evaluate((button) => (button as HTMLElement).click());
				await visit.opens(newest[at] as Observation);
				await visit.page.locator(".origin").waitFor();
			};
			await open(0);
			expect(await visit.text("#reasoning")).to.include("stand-in answer");
			await open(1);
			expect(await visit.text("#reasoning")).to.include(
				`Date: ${other.date} (UTC); XCO2: ${other.co2.toFixed(2)} ppm`,
			);
			expect(await overhang()).to.equal(0);
		});

		it("shows the measurements of the anomaly that is clicked on the map", async () => {
			const at = other as Observation;
			await visit.enter(`#202501/9/${at.lat}/${at.lon}`);
			const { x, y } = onMap(at, visit.view);
			await visit.clickAt(x, y);
			await visit.opens(at);
			expect(await visit.measurements()).to.include({
				"XCO₂": `${at.co2.toFixed(2)} ± ${at.uncertainty.toFixed(2)} ppm`,
				"Deviation from the baseline": `+${at.deviation.toFixed(2)} ppm`,
				"Baseline mean": `${at.baselineMean.toFixed(2)} ppm`,
				"Spread of the baseline": `${at.baselineStd.toFixed(2)} ppm (1 σ)`,
				"z-score": at.zscore.toFixed(2),
				"Detection days": `${at.detectionDays} days of the month`,
				Satellite: at.satellite,
				Coordinates: coordinates(at),
			});
			await visit.page.locator(".origin").waitFor();
			expect(await visit.page.locator("#selected").isVisible()).to.equal(true);
		});

		it("is not wider than its window", async () => {
			expect(await overhang()).to.equal(0);
		});

		it("names its parts for screen readers", async () => {
			const tree = await visit.page.locator("body").ariaSnapshot();
			for (const part of [
				'heading "CO₂ anomaly map" [level=1]',
				'navigation "Months"',
				'group "2025"',
				'button "January 2025: 108 anomalies listed, highest z-score',
				'application "Map of the anomalies of the month"',
				'region "Anomalies"',
				"status: 108 anomalies listed.",
			])
				expect(tree).to.include(part);
			const unnamed = await visit.page
				.locator("button, a, [tabindex='0']")
				.evaluateAll((controls) =>
					controls
						.filter(
							(control) =>
								!(control.textContent?.trim() || control.ariaLabel?.trim()),
						)
						.map((control) => control.outerHTML),
				);
			expect(unnamed).to.deep.equal([]);
		});

		it("requests nothing from third parties except tiles, and receives no key", async () => {
			await visit.page.locator("#anomalies button").first().click();
			await visit.page.locator(".origin").waitFor();
			expect([...visit.hosts]).to.have.members([
				new URL(system.url).host,
				"tile.openstreetmap.org",
			]);
			const { value } = system.declarations.one(
				"apigateway.ApiKey",
			) as unknown as { value: string };
			expect(value).to.be.a("string").with.length.above(19);
			for (const response of visit.responses) {
				// The browser drops what a worker received once the worker has ended.
				const body = await response
					.body()
					.catch(() => sameBody(visit, response.url()));
				const text = body.toString();
				const headers = JSON.stringify(await response.allHeaders());
				for (const key of [value, "stand-in-key", "x-api-key"])
					expect(text + headers, response.url()).not.to.include(key);
				expect(await response.request().allHeaders()).not.to.have.property(
					"x-api-key",
				);
			}
			expect(visit.responses.map((response) => response.url())).to.include(
				`${system.url}/api/reasoning`,
			);
		});
	});
