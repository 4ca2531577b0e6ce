import { expect } from "chai";
import type { Browser } from "playwright-core";
import type { Observation } from "../../contract/observation.ts";
import type { Running } from "../../local/cli/start.ts";
import { coordinates } from "../../site/i18n/format.ts";
import { severityColor } from "../../site/map/stamp.ts";
import {
	launch,
	narrow,
	onMap,
	type Point,
	published,
	startSystem,
	Visit,
	wide,
} from "./support.ts";

/** A month as the earlier system published it. */
const frozen = "tests/frozen";

/** Radius of the markers of a month with few anomalies, CSS pixels. */
const radius = 7;

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

let browser: Browser;
before(async () => {
	browser = await launch();
});
after(() => browser?.close());

/** Looks at each observation at its address; what is in the middle must be it. */
async function expectInTheMiddle(
	visit: Visit,
	month: string,
	zoom: number,
	observations: Observation[],
): Promise<void> {
	for (const observation of observations) {
		const { lat, lon, severity } = observation;
		await visit.enter(`#${month}/${zoom}/${lat}/${lon}`);
		const what = `${coordinates(observation)} at zoom ${zoom}`;
		expect(await visit.colorAt(0, 0), what).to.equal(severityColor[severity]);
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
		system = await startSystem();
	});
	after(() => system?.stop());
	afterEach(() => visit.end());

	for (const viewport of [wide, narrow])
		it(`are where the address says, at ${viewport.width} px and every zoom`, async () => {
			visit = await Visit.to(browser, system, "/", { viewport });
			await visit.shows("January 2025");
			// At the lower zooms, markers cover each other.
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
			const markers = july.map((observation) => onMap(observation, visit.view));
			const points: Point[] = [];
			for (let x = -440; x <= 440; x += 5)
				for (let y = -330; y <= 330; y += 5) points.push({ x, y });
			const colors = await visit.colorsAt(points);
			const wrong = points.filter((point, at) => {
				const nearest = Math.min(
					...markers.map((marker) => distance(marker, point)),
				);
				if (nearest < radius - 1.5) return !colors[at];
				return nearest > radius + 2.5 && colors[at];
			});
			expect(wrong).to.deep.equal([]);
			expect(colors.filter(Boolean)).to.have.length.above(100);
		});

	it("stay on their coordinates when the map is dragged and zoomed", async () => {
		const { lat, lon, severity } = strongest;
		visit = await Visit.to(browser, system, `/#202407/5/${lat}/${lon}`);
		await visit.shows("July 2024");
		const { mouse } = visit.page;
		const moved = async (act: () => Promise<void>) => {
			const before = visit.page.url();
			await act();
			await visit.page.waitForURL((url) => url.href !== before);
			const at = onMap(strongest, visit.view);
			expect(await visit.colorAt(at.x, at.y)).to.equal(severityColor[severity]);
			return at;
		};
		await moved(async () => {
			await mouse.move(400, 400);
			await mouse.down();
			await mouse.move(440, 430, { steps: 5 });
			await mouse.up();
		});
		await moved(() => visit.page.getByLabel("Zoom in").click());
		const at = await moved(() => visit.page.setViewportSize(narrow));
		await visit.clickAt(at.x, at.y);
		await visit.opens(strongest);
	});

	it("keeps the middle on the world", async () => {
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

describe("A month of the earlier system", () => {
	let system: Running;
	let visit: Visit;
	before(async () => {
		system = await startSystem({ dataDir: frozen });
		visit = await Visit.to(browser, system, "/");
	});
	after(async () => {
		await visit?.end();
		await system?.stop();
	});

	it("is opened, and shown with its markers on their coordinates", async () => {
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
