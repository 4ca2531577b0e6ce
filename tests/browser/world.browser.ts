import { expect } from "chai";
import { surfaces } from "../../site/map/scale.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { onMap, type Point } from "./mapPoints.ts";
import { visits } from "./support.ts";

describe("The world below the markers", () => {
	const visitTo = visits();

	const { sea, land } = surfaces.light;
	const inland = { lat: 47, lon: 2.5 };
	const atSea = { lat: 46, lon: -5 };

	for (const zoom of [0, 2, 5, 8, 12])
		it(`has sea and land at zoom ${zoom} without tiles`, async () => {
			const visit = await visitTo("/");
			for (const [at, color] of [
				[inland, land],
				[atSea, sea],
			] as const) {
				await visit.enter(`#202407/${zoom}/${at.lat}/${at.lon}`);
				if (zoom >= 2) await visit.paints(color, { x: 0, y: 0 }, "world");
			}
			expect(await visit.page.locator(".map-credit a").isVisible()).to.equal(
				false,
			);
		});

	it("has finer coasts from zoom 5 on: Malta is not there before", async () => {
		const middle = { x: 0, y: 0 };
		const visit = await visitTo("/#202407/5.75/35.89/14.45");
		await visit.paints(land, middle, "world");
		await visit.page.locator("#map").focus();
		await visit.page.keyboard.press("-");
		await visit.page.waitForURL(/#202407\/4\.75\//);
		await visit.paints(sea, middle, "world");
		const sicily = onMap({ lat: 37.5, lon: 14.3 }, visit.view);
		await visit.paints(land, sicily, "world");
	});

	it("loads the coasts again when the map moves after a failure", async () => {
		const visit = await visitTo("/api/health");
		const { page } = visit;
		const coasts = /coastlines-[0-9a-f]+\.json$/;
		const refused = new Promise<void>((resolve) => {
			page.route(coasts, async (route) => {
				await route.fulfill({ status: 503, body: "" });
				resolve();
			});
		});
		const { origin } = new URL(page.url());
		await page.goto(`${origin}/#202407/3/${inland.lat}/${inland.lon}`);
		await refused;
		await visit.shows("July 2024");
		await visit.paints(sea, { x: 0, y: 0 }, "world");
		await page.unroute(coasts);
		await page.locator("#map").focus();
		await page.keyboard.press("+");
		await visit.paints(land, { x: 0, y: 0 }, "world");
		visit.forget();
	});

	it("credits OpenStreetMap only while one of its tiles is shown", async () => {
		const visit = await visitTo("/#202407/4/48.5/-3");
		await visit.shows("July 2024");
		const pixel =
			"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
		await visit.page.route("https://tile.openstreetmap.org/**", (route) =>
			route.fulfill({
				contentType: "image/png",
				body: Buffer.from(pixel, "base64"),
			}),
		);
		const credit = visit.page.getByRole("link", { name: /OpenStreetMap/ });
		expect(await credit.isVisible()).to.equal(false);
		await visit.page.locator("#map").focus();
		await visit.page.keyboard.press("+");
		await credit.waitFor();
	});

	it("is hatched where OCO-3 cannot observe, only in months of OCO-3", async () => {
		const features = sampleMonth("202407").features;
		const of = (satellite: RegExp) =>
			features.filter(({ properties }) =>
				satellite.test(properties.source_file),
			);
		const visit = await visitTo("/");
		const hatched = async (satellite: RegExp, lat: number) => {
			await visit.page.route("**/anomalies202407.geojson", (route) =>
				route.fulfill({
					json: { type: "FeatureCollection", features: of(satellite) },
				}),
			);
			await visit.enter(`#202407/6/${lat}/10`);
			const points: Point[] = [];
			for (let x = -8; x < 8; x++)
				for (let y = -8; y < 8; y++) points.push({ x, y });
			const colors = await visit.colorsAt(points, "coverage");
			await visit.page.unrouteAll();
			// Opens another month, so that the next visit reads this one again.
			await visit.enter("#202410");
			return colors.some(Boolean);
		};
		for (const lat of [54, -54])
			expect(await hatched(/^oco3/, lat)).to.equal(true);
		for (const lat of [50, 0, -50])
			expect(await hatched(/^oco3/, lat)).to.equal(false);
		expect(await hatched(/^oco/, 54)).to.equal(false);
	});
});
