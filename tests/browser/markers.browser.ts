import { expect } from "chai";
import type { Browser } from "playwright-core";
import type {
	AnomalyFeature,
	Observation,
} from "../../contract/observation.ts";
import type { Running } from "../../local/cli/start.ts";
import { coordinates } from "../../site/i18n/format.ts";
import { colorOf, surfaces } from "../../site/map/scale.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { onMap, type Point } from "./mapPoints.ts";
import {
	launch,
	narrow,
	published,
	serveForBrowser,
	Visit,
	wide,
} from "./support.ts";

/** A month that the earlier system published. */
const frozen = "tests/frozen";

/** A marker with its number lies within this distance of its place; CSS pixels. */
const extent = 40;
/** A marker also counts weaker anomalies within this distance; CSS pixels. */
const together = 12;

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

let browser: Browser;
before(async () => {
	browser = await launch();
});
after(() => browser?.close());

/** Opens the address of each observation; its marker must be in the middle of the map. */
async function expectInTheMiddle(
	visit: Visit,
	month: string,
	zoom: number,
	observations: Observation[],
): Promise<void> {
	for (const observation of observations) {
		const { lat, lon, zscore } = observation;
		await visit.enter(`#${month}/${zoom}/${lat}/${lon}`);
		const what = `${coordinates(observation)} at zoom ${zoom}`;
		expect(await visit.colorAt(0, 0), what).to.equal(colorOf(zscore, "light"));
		// At lower zooms, one marker may represent several anomalies.
		if (zoom < 9) continue;
		await visit.clickAt(0, 0);
		await visit.opens(observation);
		expect(await visit.measurements()).to.include({
			"z-score": observation.zscore.toFixed(2),
		});
	}
}

describe("The markers of the map", () => {
	const july = published("202407");
	const [strongest] = july;
	let system: Running;
	let visit: Visit;
	before(async () => {
		system = await serveForBrowser();
	});
	after(() => system?.stop());
	afterEach(() => visit.end());

	for (const viewport of [wide, narrow])
		it(`are at the place in the address, at ${viewport.width} px and every zoom`, async () => {
			visit = await Visit.to(browser, system, "/", { viewport });
			await visit.shows("January 2025");
			// At lower zooms, markers cover each other.
			for (const zoom of [0, 1.25, 2, 4, 6.5])
				await expectInTheMiddle(visit, "202407", zoom, [strongest]);
			const some = july.filter((_, at) => at % 15 === 0);
			for (const zoom of [9, 12])
				await expectInTheMiddle(visit, "202407", zoom, some);
		});

	for (const deviceScaleFactor of [1, 2, 1.5])
		it(`are on their coordinates and nowhere else, at a pixel ratio of ${deviceScaleFactor}`, async () => {
			visit = await Visit.to(browser, system, "/#202407/3.5/30/100", {
				viewport: wide,
				deviceScaleFactor,
			});
			await visit.shows("July 2024");
			const places = july.map((observation) => onMap(observation, visit.view));
			const isSeen = ({ x, y }: Point) =>
				Math.abs(x) < 440 && Math.abs(y) < 330;
			const alone = july.filter(
				(_, at) =>
					isSeen(places[at] as Point) &&
					places
						.slice(0, at)
						.every(
							(other) => distance(other, places[at] as Point) > together + 1,
						),
			);
			expect(
				await visit.colorsAt(alone.map((one) => onMap(one, visit.view))),
			).to.deep.equal(alone.map(({ zscore }) => colorOf(zscore, "light")));
			const elsewhere: Point[] = [];
			for (let x = -440; x <= 440; x += 5)
				for (let y = -330; y <= 330; y += 5)
					if (places.every((place) => distance(place, { x, y }) > extent))
						elsewhere.push({ x, y });
			expect(elsewhere).to.have.length.above(1000);
			const colors = await visit.colorsAt(elsewhere);
			expect(colors.filter(Boolean)).to.deep.equal([]);
		});

	it("stay on their coordinates when the map is dragged and zoomed", async () => {
		const { lat, lon, zscore } = strongest;
		visit = await Visit.to(browser, system, `/#202407/5/${lat}/${lon}`);
		await visit.shows("July 2024");
		const { mouse } = visit.page;
		const moved = async (act: () => Promise<void>) => {
			const before = visit.page.url();
			await act();
			await visit.page.waitForURL((url) => url.href !== before);
			const at = onMap(strongest, visit.view);
			expect(await visit.colorAt(at.x, at.y)).to.equal(
				colorOf(zscore, "light"),
			);
			return at;
		};
		await moved(async () => {
			await mouse.move(400, 400);
			await mouse.down();
			await mouse.move(440, 430, { steps: 5 });
			await mouse.up();
		});
		await moved(() => visit.page.getByLabel("Zoom in").click());
		await visit.page.setViewportSize(narrow);
		await visit.page.waitForFunction(
			(width) => document.querySelector("#map")?.clientWidth === width,
			narrow.width,
		);
		const at = onMap(strongest, visit.view);
		await visit.clickAt(at.x, at.y);
		await visit.opens(strongest);
	});

	it("appear on both sides of the antimeridian, from either side", async () => {
		const [east, west] = [
			{ lat: -17, lon: 179 },
			{ lat: -17, lon: -179 },
		].map((at, index) => ({
			...structuredClone(
				sampleMonth("202407").features[index] as AnomalyFeature,
			),
			geometry: {
				type: "Point" as const,
				coordinates: [at.lon, at.lat] as [number, number],
			},
		}));
		visit = await Visit.to(browser, system, "/");
		await visit.page.route("**/anomalies202407.geojson", (route) =>
			route.fulfill({
				json: { type: "FeatureCollection", features: [east, west] },
			}),
		);
		for (const lon of [179, -179]) {
			await visit.enter(`#202407/6/-17/${lon}`);
			const other = (2 / 360) * 256 * 2 ** 6 * Math.sign(lon);
			const colors = await visit.colorsAt([
				{ x: 0, y: 0 },
				{ x: other, y: 0 },
			]);
			expect(colors.every(Boolean)).to.equal(true);
			expect(await visit.colorAt(other, 0, "world")).to.be.oneOf(
				Object.values(surfaces.light),
			);
		}
	});

	it("can be reached by arrow keys, are named, and can be picked by keyboard", async () => {
		visit = await Visit.to(browser, system, "/#202407/3/30/100");
		await visit.shows("July 2024");
		const { keyboard } = visit.page;
		const map = visit.page.locator("#map");
		await map.focus();
		const seen = new Set<string>();
		for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]) {
			await keyboard.press(key);
			const id = await map.getAttribute("aria-activedescendant");
			const name = await visit.page.locator(`#${id}`).textContent();
			expect(name).to.match(/\d°.*ppm/);
			seen.add(name ?? "");
		}
		expect(seen.size).to.be.above(2);
		await keyboard.press("+");
		await visit.page.waitForURL(/#202407\/4\//);
		// Far from all others, so that only one is in view.
		await visit.enter(`#202407/9/${strongest.lat}/${strongest.lon + 0.2}`);
		await map.focus();
		await keyboard.press("ArrowLeft");
		await keyboard.press("Enter");
		await visit.opens(strongest);
	});

	it("keeps an anomaly in view that its own panel would push out", async () => {
		visit = await Visit.to(browser, system, "/", { viewport: wide });
		await visit.shows("January 2025");
		await visit.page.locator("#anomalies button").first().click();
		await visit.page.locator(".origin").waitFor();
		await visit.page.waitForFunction(() => {
			const ring = document.querySelector("#map .ring");
			const map = document.querySelector("#map")?.getBoundingClientRect();
			const box = ring?.getBoundingClientRect();
			return box && map && box.right < map.right && box.left > map.left;
		});
	});

	it("keeps the centre of the map on the world", async () => {
		visit = await Visit.to(browser, system, "/#202407/2/10/175");
		await visit.shows("July 2024");
		const { mouse } = visit.page;
		await mouse.move(600, 400);
		await mouse.down();
		await mouse.move(200, 400, { steps: 5 });
		await mouse.up();
		await visit.page.waitForURL(/\/180\.0000$/);
	});
});

describe("A month of the previous system", () => {
	let system: Running;
	let visit: Visit;
	before(async () => {
		system = await serveForBrowser({ dataDir: frozen });
		visit = await Visit.to(browser, system, "/");
	});
	after(async () => {
		await visit?.end();
		await system?.stop();
	});

	it("opens with its markers on their coordinates", async () => {
		await visit.shows("August 2023");
		const observations = published("202308", frozen);
		expect(await visit.page.locator("#anomalies li").count()).to.equal(
			observations.length,
		);
		expect(await visit.page.locator("#synthetic").count()).to.equal(0);
		await expectInTheMiddle(visit, "202308", 12, observations);
		await expectInTheMiddle(visit, "202308", 5, observations.slice(0, 1));
	});
});
