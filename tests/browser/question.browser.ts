import { expect } from "chai";
import type { Browser } from "playwright-core";
import type { Running } from "../../local/cli/start.ts";
import { launch, startSystem, Visit } from "./support.ts";

describe("A question", () => {
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
	afterEach(() => visit.end());

	const asks = () =>
		visit.page.waitForRequest("**/api/reasoning").then((request) => ({
			language: request.postDataJSON().language,
			key: async () => (await (await request.response())?.json())?.cache_key,
		}));
	const openFirst = () =>
		visit.page.locator("#anomalies button").first().click();

	it("is asked in the language of the page, and anew when that changes", async () => {
		visit = await Visit.to(browser, system, "/#202407?lang=ja");
		const [japanese] = await Promise.all([asks(), openFirst()]);
		expect(japanese.language).to.equal("ja");
		await visit.page.locator(".origin").waitFor();
		const [english] = await Promise.all([
			asks(),
			visit.page.getByRole("button", { name: "English" }).click(),
		]);
		expect(english.language).to.equal("en");
		expect(await english.key()).not.to.equal(await japanese.key());
		await visit.page.locator(".origin", { hasText: "stand-in" }).waitFor();
	});
});
