import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, Route } from "playwright-core";
import { encodeMonth } from "../../contract/compact.ts";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import type { Running } from "../../local/cli/start.ts";
import { csvOf } from "../../site/export/files.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { largeMonth } from "../support/largeMonth.ts";
import { launch, published, serveForBrowser, Visit } from "./support.ts";

describe("A large month", () => {
	const columns = "**/anomalies202407.columns";
	let folder: string;
	let system: Running;
	let browser: Browser;
	let visit: Visit;
	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "large-month-"));
		const write = (month: string, content: MonthOfAnomalies) =>
			writeFileSync(
				join(folder, `anomalies${month}.geojson`),
				JSON.stringify(content),
			);
		write("202407", largeMonth("202407"));
		write("202410", sampleMonth("202410"));
		[system, browser] = await Promise.all([
			serveForBrowser({ dataDir: folder }),
			launch(),
		]);
	});
	after(async () => {
		await browser?.close();
		await system?.stop();
		rmSync(folder, { recursive: true });
	});
	beforeEach(async () => {
		visit = await Visit.to(browser, system, "/#202410");
		await visit.shows("October 2024");
	});
	afterEach(() => visit.end());

	const answers = (name: RegExp) =>
		visit.responses
			.filter((response) => name.test(response.url()))
			.map((response) => response.status());

	/** Opens the month's strongest anomaly; the panel must show its published numbers. */
	const expectStrongest = async () => {
		const [strongest] = published("202407", folder);
		await visit.page.locator("#anomalies button").first().click();
		await visit.opens(strongest);
		expect((await visit.measurements())["XCO₂"]).to.equal(
			`${strongest.co2.toFixed(2)} ± ${strongest.uncertainty.toFixed(2)} ppm`,
		);
		// The function answers only if the question has the exact numbers.
		await visit.page.locator(".origin").waitFor();
	};

	it("is shown from its columns; the open anomaly is read from its file by a byte range", async () => {
		await visit.enter("#202407");
		await visit.shows("July 2024");
		expect(answers(/202407\.columns$/)).to.deep.equal([200]);
		expect(answers(/202407\.geojson$/)).to.deep.equal([]);
		await expectStrongest();
		expect(answers(/202407\.geojson$/)).to.deep.equal([206]);
	});

	it("shows how strong an anomaly is before its published numbers are loaded", async () => {
		await visit.enter("#202407");
		await visit.shows("July 2024");
		const held = new Promise<Route>((resolve) => {
			visit.page.route("**/anomalies202407.geojson", resolve);
		});
		const [{ deviation, uncertainty, zscore }] = published("202407", folder);
		await visit.page.locator("#anomalies button").first().click();
		await visit.page
			.locator(".headline", {
				hasText: `+${deviation.toFixed(2)} ± ${uncertainty.toFixed(2)} ppm`,
			})
			.waitFor();
		expect(await visit.text(".facts")).to.include(`z ${zscore.toFixed(2)}`);
		expect(await visit.page.locator("#measurements").count()).to.equal(0);
		await (await held).continue();
		await expectStrongest();
	});

	it("opens if its columns are missing or cannot be read", async () => {
		for (const body of ["", "not columns"]) {
			await visit.page.route(columns, (route) =>
				body ? route.fulfill({ body }) : route.abort(),
			);
			await visit.enter("#202407");
			await visit.shows("July 2024");
			await visit.page.unrouteAll();
			await visit.enter("#202410");
		}
		expect(answers(/202407\.geojson$/)).to.deep.equal([200, 200]);
	});

	it("recovers once the browser is online, and so does its open anomaly", async () => {
		const { page } = visit;
		const online = () =>
			page.evaluate(() => dispatchEvent(new Event("online")));
		for (const file of [columns, "**/anomalies202407.geojson"])
			await page.route(file, (route) => route.abort());
		await page.evaluate(() => {
			location.hash = "#202407";
		});
		await page
			.locator("#month-state")
			.getByText("July 2024 could not be loaded.")
			.waitFor();
		await page.unroute(columns);
		await online();
		await visit.shows("July 2024");
		await page.locator("#anomalies button").first().click();
		await page
			.getByText("The numbers of this anomaly could not be loaded.")
			.waitFor();
		await page.unrouteAll();
		await online();
		await visit.opens(published("202407", folder)[0]);
	});

	it("downloads the published numbers of all filtered anomalies", async () => {
		await visit.enter("#202407?severity=high");
		await visit.shows("July 2024");
		const high = largeMonth("202407").features.filter(
			({ properties }) => properties.severity === "high",
		);
		expect(high).to.have.length.above(100);
		await visit.page.getByRole("button", { name: "Download" }).click();
		const [given] = await Promise.all([
			visit.page.waitForEvent("download"),
			visit.page
				.getByRole("button", { name: /^CSV, the [\d,]+ shown/ })
				.click(),
		]);
		const lines = (csv: string) => csv.split("\r\n").sort();
		expect(lines(readFileSync(await given.path(), "utf8"))).to.deep.equal(
			lines(csvOf(high)),
		);
	});

	it("shows the right numbers if its columns are of another release than its file", async () => {
		const month = largeMonth("202407");
		const file = new TextEncoder().encode(JSON.stringify(month, null, 1));
		const body = Buffer.from(encodeMonth(file, month) ?? []);
		await visit.page.route(columns, (route) => route.fulfill({ body }));
		await visit.enter("#202407");
		await visit.shows("July 2024");
		await expectStrongest();
	});
});
