import { expect } from "chai";
import type { Browser, Route } from "playwright-core";
import type { Observation } from "../../contract/observation.ts";
import type { Running } from "../../local/cli/start.ts";
import { distanceKm } from "../../site/list/distance.ts";
import {
	launch,
	published,
	serveForBrowser,
	Visit,
	visits,
} from "./support.ts";

const july = published("202407");
const october = published("202410");
const january = published("202501");
const near = (from: Observation, months: Observation[], km: number) =>
	months.filter((other) => distanceKm(from, other) <= km);

/** The descriptions of a definition list, by term. */
const pairs = async (visit: Visit, list: string) =>
	Object.fromEntries(
		await visit.page
			.locator(`${list} > div`)
			.evaluateAll((rows) =>
				rows.map((row) => [
					row.querySelector("dt")?.textContent?.trim(),
					row.querySelector("dd")?.textContent?.trim(),
				]),
			),
	);

describe("The evidence about an anomaly", () => {
	const visitTo = visits();
	let visit: Visit;

	const at = ({ lat, lon }: Observation) => `at=${lat},${lon}`;
	const seen = () => visit.page.locator(".seen li");

	it("is under the name of the place, once the borders are loaded", async () => {
		visit = await visitTo("/#202407");
		const { page } = visit;
		const held = new Promise<Route>((resolve) => {
			page.route("**/coastlines-50m-*.json", resolve);
		});
		await page.reload();
		await visit.shows("July 2024");
		await page.locator("#anomalies button").first().click();
		await visit.opens(july[0]);
		await (await held).continue();
		await page.locator("#anomalies .where:not(:empty)").first().waitFor();
		const name = await visit.text('[aria-current="true"] .name');
		expect(name).not.to.match(/°/);
		expect(await visit.text("#selected-place")).to.include(name);
		expect(await page.title()).to.include(name);
	});

	it("includes the method that the month states, and what it does not state", async () => {
		visit = await visitTo("/#202407");
		await visit.shows("July 2024");
		await visit.page.getByRole("button", { name: "About these data" }).click();
		const dialog = visit.page.getByRole("dialog");
		await dialog
			.getByRole("heading", { name: "Method of July 2024" })
			.waitFor();
		expect(await pairs(visit, "#about .method")).to.include({
			"Severity thresholds": "high: z ≥ 5; medium: 2 ≤ z < 5; low: 1 ≤ z < 2",
			"Minimum detection days": "3",
			"Quality filter": "not stated in the file",
			"Maximum number of anomalies": "not stated in the file",
			"Licence of the data": "not stated in the file",
		});
		await visit.page.keyboard.press("Escape");
		await dialog.waitFor({ state: "hidden" });
		const focus = visit.page.locator(":focus");
		expect(await focus.getAttribute("aria-label")).to.equal("About these data");
	});

	it("lists anomalies of other months near it, and opens them", async () => {
		const others = [...october, ...january];
		const one = july.find((from) => near(from, others, 500).length > 1);
		if (!one) throw new Error("no month has anything near another's");
		visit = await visitTo(`/#202407?${at(one)}`);
		await visit.opens(one);
		const found = near(one, others, 500);
		await visit.page
			.getByText(`${found.length} within 500 km in other months:`)
			.waitFor();
		expect(await seen().count()).to.equal(Math.min(found.length, 20));
		const [nearest] = found.toSorted(
			(a, b) => distanceKm(one, a) - distanceKm(one, b),
		) as [Observation];
		expect(await seen().first().textContent()).to.include(
			`z ${nearest.zscore.toFixed(2)}`,
		);
		await seen().first().getByRole("button").click();
		await visit.opens(nearest);
	});

	it("says that no other month has an anomaly near it", async () => {
		const others = [...october, ...january];
		const alone = july.find((from) => near(from, others, 500).length === 0);
		if (!alone) throw new Error("all have something near");
		visit = await visitTo(`/#202407?${at(alone)}`);
		await visit.opens(alone);
		await visit.page
			.getByText("None of the other 2 months lists an anomaly within 500 km.")
			.waitFor();
	});

	it("compares its month with another and switches to that month", async () => {
		visit = await visitTo("/#202407");
		await visit.shows("July 2024");
		await visit.page.locator("summary", { hasText: "Compare" }).click();
		await visit.page
			.getByLabel("Compare with")
			.selectOption({ label: "October 2024" });
		const table = visit.page.locator("table.comparison");
		await table.waitFor();
		const line = async (name: string) =>
			table.locator("tr", { hasText: name }).locator("td").allTextContents();
		const high = (month: Observation[]) =>
			String(month.filter(({ severity }) => severity === "high").length);
		expect(await line("Listed")).to.deep.equal([
			String(july.length),
			String(october.length),
		]);
		expect(await line("Highest z-score")).to.deep.equal(
			[july, october].map(([first]) => first?.zscore.toFixed(2)),
		);
		expect(await line("Severity high")).to.deep.equal(
			[july, october].map(high),
		);
		const both = july.filter((one) => near(one, october, 100).length > 0);
		await visit.page
			.getByText(`${both.length} of the open month are within 100 km`)
			.waitFor();
		await visit.page
			.getByRole("button", { name: "Switch to October 2024" })
			.click();
		await visit.shows("October 2024");
		expect(await line("Listed")).to.deep.equal([
			String(october.length),
			String(july.length),
		]);
	});
});

describe("A month without a method", () => {
	let system: Running;
	let browser: Browser;
	let visit: Visit;
	before(async () => {
		[system, browser] = await Promise.all([
			serveForBrowser({ dataDir: "tests/frozen" }),
			launch(),
		]);
		visit = await Visit.to(browser, system, "/");
		await visit.shows("August 2023");
	});
	after(async () => {
		await visit?.end();
		await browser?.close();
		await system?.stop();
	});

	it("shows each property of the method as not stated", async () => {
		await visit.page.getByRole("button", { name: "About these data" }).click();
		const stated = Object.values(await pairs(visit, "#about .method"));
		expect(stated).to.have.length(13);
		expect(new Set(stated)).to.deep.equal(new Set(["not stated in the file"]));
		await visit.page.keyboard.press("Escape");
		expect(await visit.text("#legend")).to.include(
			"thresholds not stated in the file",
		);
		expect(await visit.text("#month-state")).to.include("does not state");
	});

	it("links the satellite's product and cites it", async () => {
		await visit.page.locator("#anomalies button").first().click();
		await visit.page.locator("#measurements").waitFor();
		const citation = await visit.text("#selected .citation");
		expect(citation).to.match(/NASA OCO-[23] Science Team.*GES DISC/);
		expect(citation).not.to.include("synthetic");
		const link = visit.page.locator('#selected dd a[href*="nasa.gov"]');
		expect(await link.count()).to.equal(1);
		expect(await visit.text("#selected")).to.match(
			/There is no other month|None of the other/,
		);
	});
});
