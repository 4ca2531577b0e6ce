import { expect } from "chai";
import type { Observation } from "../../contract/observation.ts";
import { coordinates, signed } from "../../site/i18n/format.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { onMap } from "./mapPoints.ts";
import { published, type Visit, visits } from "./support.ts";

const july = published("202407");

describe("The list of a month", () => {
	const visitTo = visits();
	let visit: Visit;

	const open = async (address = "/#202407") => {
		visit = await visitTo(address);
		await visit.shows("July 2024");
	};
	const rows = () => visit.page.locator("#anomalies li");
	const button = (name: string | RegExp, exact = true) =>
		visit.page.getByRole("button", { name, exact });
	const values = () =>
		visit.page.locator("#anomalies .value").allTextContents();
	/** The rows that the list shows at first, in the given order. */
	const inOrder = (by: (one: Observation) => number) =>
		july.toSorted((a, b) => by(b) - by(a)).slice(0, 50);

	it("is sorted as chosen, and shows the value by which it is sorted", async () => {
		await open();
		const sort = visit.page.getByLabel("Sort by");
		await sort.selectOption({ label: "Deviation" });
		const byDeviation = inOrder(({ deviation }) => deviation);
		expect(await values()).to.deep.equal(
			byDeviation.map(({ deviation }) => `${signed(deviation)} ppm`),
		);
		await sort.selectOption({ label: "Uncertainty" });
		await button("Largest first").click();
		expect(await values()).to.deep.equal(
			inOrder(({ uncertainty }) => -uncertainty).map(
				({ uncertainty }) => `± ${uncertainty.toFixed(2)} ppm`,
			),
		);
		await visit.page.reload();
		await visit.shows("July 2024");
		expect((await values())[0]).to.match(/^±/);
	});

	it("grows by 50 rows on request", async () => {
		await open();
		expect(await rows().count()).to.equal(50);
		await button("Show 50 more").click();
		expect(await rows().count()).to.equal(100);
		await button(`Show ${july.length - 100} more`).click();
		expect(await rows().count()).to.equal(july.length);
		expect(await visit.page.locator("#more button").count()).to.equal(0);
	});

	it("is filtered by severity, z-score, deviation, days and uncertainty, and says how many are shown", async () => {
		await open();
		await visit.page.locator("summary", { hasText: "Filter" }).click();
		const expectShown = async (holds: (one: Observation) => boolean) => {
			const count = july.filter(holds).length;
			expect(count).to.be.within(1, 100);
			await visit.page
				.getByRole("status")
				.getByText(`The filter shows ${count} of ${july.length}.`)
				.waitFor();
			expect(await rows().count()).to.equal(count);
		};
		const clear = () => button("Clear the filter").last().click();
		await visit.page.getByLabel("high", { exact: true }).check();
		await expectShown(({ severity }) => severity === "high");
		await clear();
		const set = async (label: RegExp, value: number) => {
			await visit.page.getByLabel(label).fill(String(value));
			await visit.page.keyboard.press("Enter");
		};
		await set(/z-score at least/, 4);
		await expectShown(({ zscore }) => zscore >= 4);
		await set(/Detection days at least/, 6);
		await expectShown(
			({ zscore, detectionDays }) => zscore >= 4 && detectionDays >= 6,
		);
		await clear();
		await set(/Deviation at least/, 6);
		await expectShown(({ deviation }) => deviation >= 6);
		await clear();
		await set(/Uncertainty at most/, 0.5);
		await expectShown(({ uncertainty }) => uncertainty <= 0.5);
		await clear();
		expect(await rows().count()).to.equal(50);
	});

	it("is searched by country and sea, and by coordinates with the nearest first", async () => {
		await open();
		const search = visit.page.getByRole("searchbox");
		await rows().first().getByText("Brazil").waitFor();
		await search.fill("japan");
		const names = visit.page.locator("#anomalies .name");
		expect(new Set(await names.allTextContents())).to.deep.equal(
			new Set(["Japan"]),
		);
		await search.fill("no such place");
		await visit.page.getByText("No anomaly of this month matches.").waitFor();
		await search.fill("35°36′N 139°42′E");
		await visit.page.getByText("Within 1,000 km of 35.60° N").waitFor();
		const far = (await values()).map((text) => Number.parseInt(text, 10));
		expect(far).to.have.length.above(1);
		expect(far).to.deep.equal(far.toSorted((a, b) => a - b));
		expect(far[0]).to.be.below(200);
	});

	it("is also a table, which marks the column by which it is sorted", async () => {
		await open();
		await button("Table").click();
		const table = visit.page.locator("#table");
		const column = (at: number) =>
			table.locator(`tbody td:nth-child(${at})`).allTextContents();
		const overhang = await visit.page
			.locator("#stage")
			.evaluate((stage) => stage.scrollWidth - stage.clientWidth);
		expect(overhang).to.equal(0);
		expect(await visit.page.locator("#legend").isVisible()).to.equal(false);
		const heading = table.getByRole("columnheader", { name: "Days" });
		await heading.getByRole("button").click();
		expect(await heading.getAttribute("aria-sort")).to.equal("descending");
		expect((await column(7)).map(Number)).to.deep.equal(
			inOrder(({ detectionDays }) => detectionDays).map(
				({ detectionDays }) => detectionDays,
			),
		);
		await heading.getByRole("button").click();
		expect(await heading.getAttribute("aria-sort")).to.equal("ascending");
		await table
			.getByRole("columnheader", { name: "z-score" })
			.getByRole("button")
			.click();
		expect(await table.locator("th[aria-sort]").count()).to.equal(1);
		await table.locator("tbody button").first().click();
		await visit.opens(july[0]);
		expect(await table.locator('tr[aria-current="true"]').count()).to.equal(1);
		await button("Map").first().click();
		await visit.page.locator("#map").waitFor();
		expect(await table.locator("tr").count()).to.equal(0);
	});

	it("offers a choice of overlapping anomalies", async () => {
		const [first] = july;
		await open(`/#202407/1/${first.lat}/${first.lon}`);
		const { x, y } = onMap(first, visit.view);
		await visit.clickAt(x, y);
		const dialog = visit.page.getByRole("dialog");
		const title = await dialog.getByRole("heading").textContent();
		const count = Number.parseInt(title ?? "", 10);
		expect(count).to.be.within(2, 20);
		const choices = dialog.locator("li button");
		expect(await choices.count()).to.equal(count);
		expect(await choices.first().textContent()).to.include(coordinates(first));
		await visit.page.keyboard.press("Escape");
		await dialog.waitFor({ state: "hidden" });
		expect(await visit.page.locator("#selected").isVisible()).to.equal(false);
		await visit.clickAt(x, y);
		await choices.first().click();
		await visit.opens(first);
		expect(await dialog.isVisible()).to.equal(false);
	});

	const whole = sampleMonth("202407").features.slice(0, 10);
	const text = JSON.stringify(whole[9]);
	const with10th = (bad: string) =>
		`{"type":"FeatureCollection","features":[${[
			...whole.slice(0, 9).map((feature) => JSON.stringify(feature)),
			bad,
		].join(",")}]}`;
	for (const [what, body, told] of [
		["NaN", with10th(text.replace(/"zscore":[^,]+/, '"zscore":NaN')), "10"],
		["null", with10th("null"), "10"],
		[
			"text for a number",
			with10th(text.replace(/"xco2":[^,]+/, '"xco2":"high"')),
			"properties.xco2",
		],
		[
			"a polygon",
			with10th(text.replace('"Point"', '"Polygon"')),
			"geometry.type",
		],
		[
			"coordinates out of range",
			with10th(text.replace(/"coordinates":\[[^,]+/, '"coordinates":[361')),
			"geometry.coordinates.0",
		],
		[
			"another severity",
			with10th(text.replace(/"severity":"\w+"/, '"severity":"extreme"')),
			"properties.severity",
		],
		[
			"the end of the file",
			with10th(text).slice(0, -400),
			"the end of the file",
		],
	] as const)
		it(`shows nine of ten features and reports the tenth, which has ${what}`, async () => {
			visit = await visitTo("/#202410");
			await visit.shows("October 2024");
			await visit.page.route("**/anomalies202407.geojson", (route) =>
				route.fulfill({ body, contentType: "application/geo+json" }),
			);
			await visit.enter("#202407");
			await visit.shows("July 2024");
			expect(await rows().count()).to.equal(9);
			const problems = visit.page.locator("#problems");
			await problems.locator("summary").click();
			expect(await problems.locator("li").first().textContent()).to.include(
				told,
			);
			expect(await problems.locator("summary").textContent()).to.match(
				/could not be read$/,
			);
		});
});
