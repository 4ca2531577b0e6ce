import { expect } from "chai";
import { coordinates } from "../../site/i18n/format.ts";
import { published, type Visit, visits } from "./support.ts";

const july = published("202407");
const [strongest] = july;
const place = ({ lat, lon }: { lat: number; lon: number }) =>
	`${Number(lat.toFixed(5))},${Number(lon.toFixed(5))}`;

describe("The address of the page", () => {
	const visitTo = visits();
	let visit: Visit;

	const hash = () => new URL(visit.page.url()).hash;
	const button = (name: string | RegExp) =>
		visit.page.getByRole("button", { name });

	it("opens the month, anomaly, filter, table and language that it names", async () => {
		const address = `/#202407/4/10/20?at=${place(strongest)}&severity=high&show=table&lang=ja`;
		visit = await visitTo(address);
		await visit.opens(strongest);
		expect(await visit.text("#month-title")).to.equal("2024年7月");
		expect(visit.view).to.deep.equal({ zoom: 4, lat: 10, lon: 20 });
		expect(await visit.page.locator("html").getAttribute("lang")).to.equal(
			"ja",
		);
		const high = july.filter(({ severity }) => severity === "high").length;
		expect(await visit.page.locator("#table tbody tr").count()).to.equal(high);
		await visit.page.reload();
		await visit.opens(strongest);
		expect(await visit.page.locator("#table tbody tr").count()).to.equal(high);
	});

	it("opens in its earlier form, with month and view only", async () => {
		visit = await visitTo("/#202407/3/-11.0169/-43.6863");
		await visit.shows("July 2024");
		expect(visit.view).to.deep.equal({ zoom: 3, lat: -11.0169, lon: -43.6863 });
	});

	it("has history entries for months and anomalies, but not for moves of the map", async () => {
		visit = await visitTo("/");
		await visit.shows("January 2025");
		await button(/^July 2024/).click();
		await visit.shows("July 2024");
		await visit.page.getByLabel("Zoom in").click();
		await visit.page.waitForURL(/#202407\/\d/);
		await visit.page.locator("#anomalies button").first().click();
		await visit.opens(strongest);
		expect(hash()).to.include(`at=${place(strongest)}`);
		await visit.page.goBack();
		await visit.page.locator("#selected").waitFor({ state: "hidden" });
		await visit.shows("July 2024");
		await visit.page.goBack();
		await visit.shows("January 2025");
		await visit.page.goForward();
		await visit.page.goForward();
		await visit.opens(strongest);
	});

	it("reports an unknown month and offers the latest", async () => {
		visit = await visitTo("/#202306/3/0/0");
		await visit.page
			.getByRole("status")
			.getByText("There is no data for June 2023.")
			.waitFor();
		expect(hash()).to.equal("#202306/3/0.0000/0.0000");
		await button("Open the latest month, January 2025").click();
		await visit.shows("January 2025");
	});

	it("reports an unknown anomaly and opens no other", async () => {
		visit = await visitTo("/#202407?at=1,2");
		await visit.page
			.getByRole("alert")
			.getByText("No anomaly is listed at 1.00° N 2.00° E")
			.waitFor();
		expect(hash()).to.include("at=1,2");
	});

	it("can be copied, as can coordinates, citation and BibTeX", async () => {
		visit = await visitTo(`/#202407?at=${place(strongest)}`);
		await visit.page
			.context()
			.grantPermissions(["clipboard-read", "clipboard-write"]);
		await visit.opens(strongest);
		const copied = async (name: string) => {
			await button(name).click();
			await visit.page.locator("#message", { hasText: "Copied." }).waitFor();
			return visit.page.evaluate(() => navigator.clipboard.readText());
		};
		expect(await copied("Copy link")).to.equal(visit.page.url());
		expect(await copied("Copy coordinates")).to.equal(
			place(strongest).replace(",", ", "),
		);
		const citation = await copied("Copy citation");
		for (const part of [
			coordinates(strongest),
			strongest.date,
			visit.page.url(),
			"synthetic",
		])
			expect(citation).to.include(part);
		expect(await copied("Copy BibTeX")).to.match(
			/^@misc\{co2anomaly2024\d{4}_-?[\d.]+_-?[\d.]+,\n/,
		);
	});

	it("has the chosen language, which stays when the visitor goes back", async () => {
		visit = await visitTo("/");
		await visit.shows("January 2025");
		await button(/^July 2024/).click();
		await visit.shows("July 2024");
		await button("日本語").click();
		expect(hash()).to.include("lang=ja");
		expect(await visit.text("h1")).to.equal("CO₂異常値マップ");
		expect(await visit.page.locator("html").getAttribute("lang")).to.equal(
			"ja",
		);
		await visit.page.goBack();
		await visit.page
			.locator("#month-title", { hasText: "2025年1月" })
			.waitFor();
		await button("English").click();
		expect(await visit.text("#month-title")).to.equal("January 2025");
	});

	it("needs no language if the browser prefers Japanese", async () => {
		visit = await visitTo("/", { locale: "ja-JP" });
		await visit.page
			.locator("#month-title", { hasText: "2025年1月" })
			.waitFor();
		expect(await button(/^2024年7月/).count()).to.equal(1);
		expect(hash()).not.to.include("lang");
		const [{ date }] = published("202501");
		const [year, month, day] = date.split("-").map(Number);
		await visit.page.locator("#anomalies button").first().click();
		await visit.page
			.locator(".facts")
			.getByText(`${year}年${month}月${day}日`)
			.waitFor();
		await visit.page
			.locator(".origin", { hasText: "テスト用の仮の文章" })
			.waitFor();
		expect(await visit.text("blockquote")).to.include("これは仮の回答です");
	});
});
