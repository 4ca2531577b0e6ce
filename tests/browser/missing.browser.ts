/** What the page says and shows where data are missing, cut off or cannot be loaded. */
import { expect } from "chai";
import type { Route } from "playwright-core";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { onMap } from "./mapPoints.ts";
import { published, type Visit, visits } from "./support.ts";

const july = published("202407");
const [strongest] = july;
const at = `at=${strongest.lat},${strongest.lon}`;
const view = `3/${strongest.lat}/${strongest.lon}`;

describe("Missing data", () => {
	const visitTo = visits();
	let visit: Visit;

	const fails = (month: string) =>
		visit.page.route(`**/anomalies${month}.geojson`, (route) => route.abort());
	const button = (name: string | RegExp) =>
		visit.page.getByRole("button", { name, exact: true });
	const panel = () => visit.page.locator("#selected");
	/** Whether the map has a marker at the strongest anomaly of July. */
	const isMarked = async () => {
		const point = onMap(strongest, visit.view);
		return (await visit.colorAt(point.x, point.y)) !== "";
	};

	it("of an unknown month are reported in the panel too", async () => {
		visit = await visitTo("/#209901?at=1,2");
		await panel().getByText("There is no data for January 2099.").waitFor();
	});

	it("of a month are loaded again from the panel", async () => {
		visit = await visitTo("/#202410");
		await visit.shows("October 2024");
		await fails("202407");
		await visit.page.evaluate((hash) => {
			location.hash = hash;
		}, `#202407?${at}`);
		await panel().getByText("July 2024 could not be loaded.").waitFor();
		await visit.page.unrouteAll();
		await panel().getByRole("button", { name: "Load again" }).click();
		await visit.opens(strongest);
	});

	for (const [what, hash] of [
		["cannot be loaded", "202410"],
		["is unknown", "209901"],
	])
		it(`of a month that ${what} leave no marker of another month on the map`, async () => {
			visit = await visitTo(`/#202407/${view}`);
			await visit.shows("July 2024");
			await visit.page.waitForFunction(
				() => performance.getEntriesByName("anomalies painted").length > 0,
			);
			expect(await isMarked()).to.equal(true);
			await fails("202410");
			await visit.page.evaluate((hash) => {
				location.hash = hash;
			}, `#${hash}/${view}`);
			await visit.page.locator("#month-state .failure").waitFor();
			await visit.page.waitForFunction(() => {
				const canvas = document.querySelector<HTMLCanvasElement>(
					".leaflet-anomalies-pane canvas",
				);
				const { width = 0, height = 0 } = canvas ?? {};
				const pixels = canvas
					?.getContext("2d")
					?.getImageData(0, 0, width, height);
				return pixels?.data.every((byte) => byte === 0);
			});
		});

	it("of the compared month are reported, and loaded on request", async () => {
		visit = await visitTo("/#202407?with=209901");
		await visit.shows("July 2024");
		const compare = visit.page.locator("#comparison");
		await compare.getByText("There is no data for January 2099.").waitFor();
		await fails("202410");
		await visit.page.getByLabel("Compare with").selectOption("202410");
		await compare.getByText("October 2024 could not be loaded.").waitFor();
		await visit.page.unrouteAll();
		await compare.getByRole("button", { name: "Load again" }).click();
		await compare.locator("table").waitFor();
	});

	it("of the compared month are loaded once the browser is online", async () => {
		visit = await visitTo("/#202407?with=209901");
		await visit.shows("July 2024");
		await fails("202410");
		await visit.page.getByLabel("Compare with").selectOption("202410");
		const compare = visit.page.locator("#comparison");
		await compare.getByText("October 2024 could not be loaded.").waitFor();
		await visit.page.unrouteAll();
		await visit.page.evaluate(() => dispatchEvent(new Event("online")));
		await compare.locator("table").waitFor();
	});

	it("of all other months are not reported as no anomaly nearby", async () => {
		visit = await visitTo("/#202407");
		await visit.shows("July 2024");
		await fails("202410");
		await fails("202501");
		await visit.page.locator("#anomalies button").first().click();
		await panel().getByText("Could not be searched: October 2024").waitFor();
		expect(await panel().textContent()).not.to.match(/lists? (an|no) anomaly/);
		await visit.page.unrouteAll();
		await button("Search again").click();
		await panel()
			.getByText(/within 500 km/)
			.waitFor();
	});

	it("of the borders are loaded again once the browser is online", async () => {
		visit = await visitTo("/api/health");
		const { page } = visit;
		const borders = "**/coastlines-50m-*.json";
		const refused = new Promise<void>((resolve) => {
			page.route(borders, async (route) => {
				await route.fulfill({ status: 503, body: "" });
				resolve();
			});
		});
		const worker = page.waitForEvent("worker");
		await page.goto(`${new URL(page.url()).origin}/#202407`);
		const ended = (await worker).waitForEvent("close");
		await refused;
		// The page must not read them itself, and has no use for the worker afterwards.
		await ended;
		await page.unroute(borders);
		const names = page.locator("#anomalies .where:not(:empty)");
		expect(await names.count()).to.equal(0);
		await page.evaluate(() => dispatchEvent(new Event("online")));
		await names.first().waitFor();
		visit.forget();
	});

	const features = sampleMonth("202407").features.slice(0, 10);
	const limited = (count_limit: number) => (route: Route) =>
		route.fulfill({
			json: { type: "FeatureCollection", method: { count_limit }, features },
		});

	it("are named where the file states a limit, in list and calendar", async () => {
		visit = await visitTo("/api/health");
		const { page } = visit;
		const state = page.locator("#month-state");
		await page.route("**/index.geojson", async (route) => {
			const response = await route.fetch();
			const index = await response.json();
			for (const { properties } of index.features)
				if (properties.month === "202407")
					Object.assign(properties, {
						count: 10,
						method: { count_limit: 10 },
						compact: undefined,
					});
			await route.fulfill({ response, json: index });
		});
		await page.route("**/anomalies202407.geojson", limited(10));
		await page.goto(`${new URL(page.url()).origin}/#202407`);
		await state.getByText("limited to the 10 strongest").waitFor();
		await button(/^July 2024: only the 10 strongest listed/).waitFor();
		expect(await visit.text("body")).not.to.include("10 anomalies");
		await page.unroute("**/anomalies202407.geojson");
		await page.route("**/anomalies202407.geojson", limited(11));
		await page.reload();
		await state.getByText("No weaker ones are left out").waitFor();
	});

	it("of the view in an address mean the whole world, also on the way back", async () => {
		visit = await visitTo("/#202407");
		await visit.shows("July 2024");
		await visit.page.locator("#anomalies button").first().click();
		await visit.opens(strongest);
		await visit.page.getByLabel("Zoom in").click();
		await visit.page.waitForURL(/#202407\/\d/);
		const { zoom } = visit.view;
		await visit.page.goBack();
		await visit.page.waitForURL(
			(url) => !url.hash.includes("at=") && url.hash.includes("/"),
		);
		expect(visit.view.zoom).to.be.below(zoom);
	});

	it("of a service are waited for in minutes and hours", async () => {
		visit = await visitTo("/#202407");
		await visit.shows("July 2024");
		await visit.page.route("**/api/reasoning", (route) =>
			route.fulfill({
				status: 502,
				headers: { "Retry-After": "86400" },
				json: { error: "model_refused" },
			}),
		);
		await visit.page.locator("#anomalies button").first().click();
		await button("Ask again in 24 h").waitFor();
	});

	it("of a search mean the same in each language", async () => {
		visit = await visitTo("/#202407?find=japan&lang=ja");
		const names = visit.page.locator("#anomalies .name");
		await names.first().getByText("日本").waitFor();
		await visit.page.getByRole("searchbox").fill("USA");
		await names.first().getByText("アメリカ合衆国").waitFor();
	});

	it("never turn the order round: its name says what comes first", async () => {
		visit = await visitTo("/#202407?sort=place&show=table");
		await button("A to Z").click();
		await button("Z to A").waitFor();
		const heading = visit.page.getByRole("columnheader", { name: "Place" });
		expect(await heading.getAttribute("aria-sort")).to.equal("descending");
	});
});
