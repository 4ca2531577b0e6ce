import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Locator } from "playwright-core";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import { csvOf } from "../../site/export/files.ts";
import { narrow, type Visit, visits } from "./support.ts";

const name = "anomalies202407.geojson";
const file = readFileSync(`site/data/${name}`, "utf8");
const { features, method }: MonthOfAnomalies = JSON.parse(file);
const high = features.filter(
	({ properties }) => properties.severity === "high",
);

describe("A month's files", () => {
	const visitTo = visits();
	let visit: Visit;

	const open = async (address: string, options = {}) => {
		visit = await visitTo(address, options);
		await visit.shows("July 2024");
		await visit.page.getByRole("button", { name: "Download" }).click();
	};
	const dialog = () => visit.page.getByRole("dialog");
	const button = (label: string) =>
		dialog().getByRole("button", { name: label, exact: true });
	/** Clicks the control and returns the file that it downloads. */
	const download = async (control: Locator) => {
		const [given] = await Promise.all([
			visit.page.waitForEvent("download"),
			control.click(),
		]);
		return {
			name: given.suggestedFilename(),
			content: readFileSync(await given.path()),
		};
	};

	it("are the published month, and the same as CSV", async () => {
		await open("/#202407");
		const link = dialog().getByRole("link", { name: /^GeoJSON, all 149/ });
		const geojson = await download(link);
		expect(geojson.name).to.equal(name);
		expect(geojson.content.toString()).to.equal(file);
		const csv = await download(button("CSV, all 149"));
		expect(csv.name).to.equal("anomalies202407.csv");
		expect(csv.content.toString()).to.equal(csvOf(features));
		await visit.page
			.locator("#message", { hasText: "download has started" })
			.waitFor();
	});

	it("have only the shown anomalies if a filter is set", async () => {
		await open("/#202407?severity=high");
		const csv = await download(button(`CSV, the ${high.length} shown`));
		expect(csv.name).to.equal("anomalies202407-part.csv");
		expect(csv.content.toString()).to.equal(csvOf(high));
		const geojson = await download(button(`GeoJSON, the ${high.length} shown`));
		expect(JSON.parse(geojson.content.toString())).to.deep.equal({
			type: "FeatureCollection",
			method,
			features: high,
		});
	});

	it("show the permanent address and three lines of code that read it", async () => {
		await open("/#202407");
		const address = new URL(name, visit.page.url()).href;
		const link = dialog().getByRole("link", { name: address, exact: true });
		expect(await link.getAttribute("href")).to.equal(name);
		for (const code of await dialog().locator("pre").allTextContents()) {
			expect(code.split("\n")).to.have.length(3);
			expect(code).to.include(`"${address}"`);
		}
		await visit.page
			.context()
			.grantPermissions(["clipboard-read", "clipboard-write"]);
		await button("Copy the R code").click();
		// Visitors would miss a message outside the dialog.
		await dialog().getByRole("status").getByText("Copied.").waitFor();
		expect(
			await visit.page.evaluate(() => navigator.clipboard.readText()),
		).to.include("library(sf)");
	});

	it("include a picture of the map with title, legend and credit, in device pixels", async () => {
		await open("/#202407", { viewport: narrow, deviceScaleFactor: 2 });
		const map = await visit.page.locator("#map").boundingBox();
		const png = await download(button("PNG picture of the map"));
		expect(png.name).to.equal("anomalies202407.png");
		expect(png.content.subarray(1, 4).toString()).to.equal("PNG");
		const pixels = (length = 0) => Math.round(2 * length);
		expect(png.content.readUInt32BE(16)).to.equal(pixels(map?.width));
		// Five lines of 28 pixels: title, legend, severities, and two lines of credits.
		expect(png.content.readUInt32BE(20)).to.equal(
			pixels((map?.height ?? 0) + 5 * 28),
		);
	});

	it("report that a file could not be created", async () => {
		await open("/#202407?severity=medium,low");
		await visit.page.route(`**/${name}`, (route) => route.abort());
		await dialog()
			.getByRole("button", { name: /^CSV, the \d+ shown/ })
			.click();
		await visit.page
			.locator("#message", { hasText: "could not be created" })
			.waitFor();
	});
});
