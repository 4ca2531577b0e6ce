import { expect } from "chai";
import type { Browser } from "playwright-core";
import type { Running } from "../../local/start.ts";
import { place } from "../../site/format.ts";
import {
	launch,
	narrow,
	published,
	startSystem,
	Visit,
	wide,
} from "./support.ts";

let system: Running;
let browser: Browser;
before(async () => {
	[system, browser] = await Promise.all([startSystem(), launch()]);
});
after(async () => {
	await browser?.close();
	await system?.stop();
});

for (const [name, viewport, colorScheme] of [
	["wide and light", wide, "light"],
	["narrow and dark", narrow, "dark"],
] as const)
	describe(`The page, ${name}`, () => {
		let visit: Visit;
		beforeEach(async () => {
			visit = await Visit.to(browser, system, "/", { viewport, colorScheme });
			await visit.shows("January 2025");
		});
		afterEach(() => visit.end());

		it("opens on the newest month, and says that it is synthetic", async () => {
			const newest = published("202501");
			expect(await visit.page.locator("#anomalies li").count()).to.equal(
				newest.length,
			);
			expect(await visit.text("#synthetic")).to.include("Sample data");
		});

		it("reasons about the anomaly that is picked from the list", async () => {
			const [first] = published("202501");
			await visit.page.locator("#anomalies button").first().click();
			expect(await visit.text("#selected-place")).to.equal(place(first));
			await visit.page.locator(".origin").waitFor();
			expect(await visit.text("#reasoning")).to.include("stand-in answer");
		});
	});
