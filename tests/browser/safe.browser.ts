import { expect } from "chai";
import type { Browser } from "playwright-core";
import type { Running } from "../../local/cli/start.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { launch, serveForBrowser, Visit } from "./support.ts";

const embedder = "https://news.example.com";

describe("The page's policy", () => {
	let system: Running;
	let browser: Browser;
	before(async () => {
		[system, browser] = await Promise.all([
			serveForBrowser({ allowedEmbedders: JSON.stringify([embedder]) }),
			launch(),
		]);
	});
	after(async () => {
		await browser?.close();
		await system?.stop();
	});

	it("forbids turning text into markup or into the address of a script", async () => {
		const visit = await Visit.to(browser, system, "/");
		await visit.shows("January 2025");
		const tried = await visit.page.evaluate(() =>
			[
				() => {
					document.createElement("p").innerHTML = "<b>bold</b>";
				},
				() => {
					document.createElement("script").src = "https://example.com/x.js";
				},
				() => new Worker("/worker-other.html"),
				() => setTimeout("0"),
			].map((attempt) => {
				try {
					attempt();
					return "done";
				} catch (error) {
					return (error as Error).name;
				}
			}),
		);
		expect(tried).to.deep.equal(Array(4).fill("TypeError"));
		// The console reports each of these attempts.
		visit.forget();
		await visit.end();
	});

	it("shows markup in any string of a file as text", async () => {
		const markup = "<img/src=x/onerror=window.ran=1><b>bold</b>";
		const { features } = sampleMonth("202407");
		for (const { properties } of features) {
			properties.source_file += markup;
			properties.detection_files = [markup];
		}
		const method = Object.fromEntries(
			["reference_window", "quality_filter", "product", "licence"].map(
				(member) => [member, markup],
			),
		);
		method.doi = `10.5067/${markup}`;
		const bad = { type: "Feature", geometry: markup, properties: markup };
		const visit = await Visit.to(browser, system, "/#202410");
		await visit.shows("October 2024");
		const { page } = visit;
		await page.route("**/anomalies202407.geojson", (route) =>
			route.fulfill({
				json: {
					type: "FeatureCollection",
					method,
					features: [...features, bad],
				},
			}),
		);
		await visit.enter("#202407");
		await visit.shows("July 2024");
		await page.locator("#anomalies button").first().click();
		await page.locator("#measurements").waitFor();
		await page.getByRole("button", { name: "About these data" }).click();
		await page.locator("#about dl").waitFor();
		const times = (await visit.text("body")).split(markup).length - 1;
		expect(times).to.be.at.least(9);
		expect(await page.locator("img[src=x], b").count()).to.equal(0);
		expect(await page.evaluate(() => "ran" in window)).to.equal(false);
		await visit.end();
	});

	/** Shows the page in a frame of another page; returns whether it loaded. */
	const isFramedBy = async (origin: string) => {
		const context = await browser.newContext();
		try {
			const page = await context.newPage();
			await context.route("**", (route) => {
				const url = route.request().url();
				if (url.startsWith(system.url)) return route.continue();
				if (url !== `${origin}/`) return route.abort();
				const body = `<iframe src="${system.url}/"></iframe>`;
				return route.fulfill({ contentType: "text/html", body });
			});
			const refusal = page.waitForEvent("console", {
				predicate: (message) => message.text().includes("frame-ancestors"),
			});
			// One of the two events happens; closing the page rejects the other promise.
			refusal.catch(() => undefined);
			const shown = page.frameLocator("iframe").locator("#anomalies li");
			await page.goto(`${origin}/`);
			const arrival = shown.first().waitFor();
			arrival.catch(() => undefined);
			return await Promise.race([
				arrival.then(() => true),
				refusal.then(() => false),
			]);
		} finally {
			await context.close();
		}
	};

	it("allows only the configured pages to frame it", async () => {
		expect(await isFramedBy(embedder)).to.equal(true);
		expect(await isFramedBy("https://other.example.com")).to.equal(false);
	});
});
