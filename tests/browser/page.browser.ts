import { expect } from "chai";
import type { Browser } from "playwright-core";
import type { Observation } from "../../contract/observation.ts";
import type { Running } from "../../local/cli/start.ts";
import { place } from "../../site/format.ts";
import {
	launch,
	narrow,
	onMap,
	published,
	startSystem,
	Visit,
	wide,
} from "./support.ts";

const months = ["202407", "202410", "202501"];

const newest = published("202501");

for (const [name, viewport, colorScheme, other] of [
	["wide and light", wide, "light", newest.at(-1)],
	["narrow and dark", narrow, "dark", newest.at(-2)],
] as const)
	describe(`The page, ${name}`, () => {
		let system: Running;
		let browser: Browser;
		let visit: Visit;
		before(async () => {
			[system, browser] = await Promise.all([startSystem(), launch()]);
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

		/** How far the page is wider than what is seen of it. */
		const overhang = () =>
			visit.page.evaluate(
				() => document.documentElement.scrollWidth - window.innerWidth,
			);
		const picked = () =>
			visit.page.locator('#calendar [aria-pressed="true"]').allTextContents();
		const drawn = () =>
			visit.page.evaluate(() =>
				document
					.querySelector<HTMLCanvasElement>(".leaflet-anomalies-pane canvas")
					?.toDataURL(),
			);
		const listed = () =>
			visit.page.locator("#anomalies span:nth-child(2)").allTextContents();

		it("opens on the newest month, and says that it is synthetic", async () => {
			expect(await picked()).to.deep.equal([`Jan ${newest.length}`]);
			expect(await listed()).to.deep.equal(newest.map(place));
			expect(await visit.page.locator("#synthetic").isVisible()).to.equal(true);
			expect(await visit.text("#synthetic")).to.include("Sample data");
		});

		it("shows all of the world that has anomalies, at its first look", async () => {
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

		it("offers the months that there are", async () => {
			const offered = await visit.page
				.locator("#calendar button:enabled")
				.evaluateAll((buttons) =>
					buttons.map((button) => (button as HTMLElement).dataset.month ?? ""),
				);
			expect(offered.sort()).to.deep.equal(months);
			expect(
				await visit.page.locator("#calendar button").count(),
				"months of 2024 and 2025",
			).to.equal(24);
		});

		it("changes map, list and address with the month", async () => {
			const before = await drawn();
			await visit.page.locator('#calendar [data-month="202407"]').click();
			await visit.shows("July 2024");
			expect(await listed()).to.deep.equal(published("202407").map(place));
			expect(await picked()).to.deep.equal([
				`Jul ${published("202407").length}`,
			]);
			expect(await drawn()).not.to.equal(before);
			expect(new URL(visit.page.url()).hash).to.match(/^#202407/);
		});

		it("reasons about what is picked from the list, and remembers it", async () => {
			const other = newest[1] as Observation;
			const open = async (at: number) => {
				await visit.page.locator("#anomalies button").nth(at).click();
				await visit.page.locator(".origin").waitFor();
			};
			await open(0);
			expect(await visit.text("#selected-place")).to.equal(place(newest[0]));
			expect(await visit.text("#reasoning")).to.include("stand-in answer");
			expect(await visit.text(".origin")).to.match(/ answered just now\.$/);
			await open(1);
			expect(await visit.text("#reasoning")).to.include(
				`Date: ${other.date} (UTC); XCO2: ${other.co2.toFixed(2)} ppm`,
			);
			await open(0);
			expect(await visit.text(".origin.cached")).to.match(/^From the cache: /);
			expect(await overhang()).to.equal(0);
		});

		it("shows what was measured where the map is clicked", async () => {
			const at = other as Observation;
			await visit.enter(`#202501/9/${at.lat}/${at.lon}`);
			const { x, y } = onMap(at, visit.view);
			await visit.clickAt(x, y);
			expect(await visit.text("#selected-place")).to.equal(place(at));
			expect(await visit.measurements()).to.deep.equal({
				Date: `${at.date} (UTC)`,
				"XCO₂": `${at.co2.toFixed(2)} ppm ± ${at.uncertainty.toFixed(2)} ppm`,
				"Above baseline": `+${at.deviation.toFixed(2)} ppm`,
				Baseline: `${at.baselineMean.toFixed(2)} ppm, σ ${at.baselineStd.toFixed(2)} ppm`,
				"Z-score": at.zscore.toFixed(2),
				Severity: at.severity,
				"Days detected": `${at.detectionDays} in the month`,
				Satellite: at.satellite,
			});
			await visit.page.locator(".origin").waitFor();
			expect(await visit.page.locator("#selected").isVisible()).to.equal(true);
		});

		it("is not wider than its window", async () => {
			expect(await overhang()).to.equal(0);
		});

		it("can be used by keyboard alone", async () => {
			const focused = <T>(read: (element: Element) => T) =>
				visit.page.locator(":focus").evaluate(read);
			const tabTo = async (selector: string) => {
				for (let presses = 0; presses < 15; presses++) {
					await visit.page.keyboard.press("Tab");
					if (await visit.page.locator(`${selector}:focus`).count()) break;
				}
				const outline = await focused((element) => {
					const { outlineStyle, outlineWidth } = getComputedStyle(element);
					return `${outlineStyle} ${outlineWidth}`;
				});
				expect(outline, `outline of ${selector}`).to.equal("solid 2px");
			};
			await tabTo('[data-month="202407"]');
			await visit.page.keyboard.press("Enter");
			await visit.shows("July 2024");
			expect(
				await focused((button) => (button as HTMLElement).dataset.month),
			).to.equal("202407");
			await tabTo("#anomalies button");
			await visit.page.keyboard.press("Enter");
			const [first] = published("202407");
			expect(await focused((element) => element.textContent)).to.equal(
				place(first),
			);
			await visit.page.locator(".origin").waitFor();
		});

		it("names its parts to readers who do not see it", async () => {
			const tree = await visit.page.locator("body").ariaSnapshot();
			for (const part of [
				'heading "CO2 anomaly map" [level=1]',
				'navigation "Months"',
				'group "2025"',
				'button "Jan 108" [pressed]',
				'application "Map of the anomalies of the month"',
				'complementary "Anomalies"',
				'status: "By z-score, highest first:"',
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

		it("asks no third party but the map's, and gets no key", async () => {
			await visit.page.locator("#anomalies button").nth(2).click();
			await visit.page.locator(".origin").waitFor();
			expect([...visit.hosts]).to.have.members([
				new URL(system.url).host,
				"tile.openstreetmap.org",
			]);
			const { value } = system.declarations.one<{ value: string }>(
				"aws:apigateway/apiKey:ApiKey",
			) as unknown as { value: string };
			expect(value).to.be.a("string").with.length.above(19);
			for (const response of visit.responses) {
				const text = (await response.body()).toString();
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
