import { expect } from "chai";
import type { Browser, Route } from "playwright-core";
import type { Running } from "../../local/cli/start.ts";
import { launch, startSystem, Visit } from "./support.ts";

const json = (status: number, body: unknown, headers = {}) => ({
	status,
	headers,
	contentType: "application/json",
	body: JSON.stringify(body),
});

describe("The page, when something goes wrong", () => {
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

	/** Opens the page and asks about the first anomaly; `answer` is in the API's place, once. */
	const ask = async (answer: (route: Route) => Promise<void>) => {
		visit = await Visit.to(browser, system, "/");
		await visit.page.route("**/api/reasoning", answer, { times: 1 });
		await visit.page.locator("#anomalies button").first().click();
	};
	const again = async () => {
		await visit.page.getByRole("button", { name: "Ask again" }).click();
		await visit.page.locator(".origin").waitFor();
		expect(await visit.text("#reasoning")).to.include("stand-in answer");
		expect(await visit.page.locator(".failure").count()).to.equal(0);
	};

	const message = "Too many questions; wait a moment";
	for (const [what, response, shown] of [
		[
			"a 429",
			json(
				429,
				{ error: "too_many_requests", message, request_id: "r" },
				{ "Retry-After": "7" },
			),
			`${message} Try again in 7 s.`,
		],
		[
			"a 503",
			json(503, { error: "unavailable", message, request_id: "r" }),
			message,
		],
		[
			"a body that is not JSON",
			{ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" },
			"The site answered 502.",
		],
	] as const)
		it(`tells ${what} of the API, and asks again`, async () => {
			await ask((route) => route.fulfill(response));
			await visit.page.locator(".failure").waitFor();
			expect(await visit.text(".failure")).to.equal(shown);
			await again();
		});

	it("tells that the site cannot be reached, and asks again", async () => {
		await ask((route) => route.abort());
		await visit.page.locator(".failure").waitFor();
		expect(await visit.text(".failure")).to.include("cannot be reached");
		await again();
	});

	it("shows the answer to the last question, not the last answer", async () => {
		let release = () => {};
		const held = new Promise<void>((resolve) => {
			release = resolve;
		});
		const late = { reasoning: "late", model: "m", cached_at: "", cached: true };
		await ask(async (route) => {
			await held;
			// Nobody waits for it any more.
			await route.fulfill(json(200, late)).catch(() => undefined);
		});
		expect(await visit.text("#reasoning")).to.equal("Asking the model…");
		await visit.page.locator("#anomalies button").nth(1).click();
		await visit.page.locator(".origin").waitFor();
		release();
		await visit.page.unrouteAll({ behavior: "wait" });
		expect(await visit.text("#reasoning")).to.include("stand-in answer");
	});

	const markup = '<img src=x onerror="window.ran = true"><b>bold</b>';
	const staysText = async (selector: string) => {
		await visit.page.locator(selector).first().waitFor();
		expect(await visit.text(selector)).to.include(markup);
		expect(await visit.page.locator("#panel :is(img, b)").count()).to.equal(0);
		expect(await visit.page.evaluate(() => "ran" in window)).to.equal(false);
	};

	it("takes what a model says for text, never for markup", async () => {
		await ask((route) =>
			route.fulfill(
				json(200, {
					reasoning: `${markup}\n\nMore`,
					cached: false,
					cached_at: "2025-01-06T00:00:00Z",
					model: markup,
				}),
			),
		);
		await staysText("#reasoning p:first-child");
		await staysText(".origin");
	});

	it("takes what the API says for text, never for markup", async () => {
		await ask((route) => route.fulfill(json(500, { message: markup })));
		await staysText(".failure");
	});

	it("tells that a month cannot be loaded, and loads it when it is picked again", async () => {
		visit = await Visit.to(browser, system, "/");
		await visit.shows("January 2025");
		const june = visit.page.locator('[data-month="202407"]');
		await visit.page.route("**/anomalies202407.geojson", (route) =>
			route.abort(),
		);
		await june.click();
		await visit.page.getByText("cannot be reached").waitFor();
		expect(await visit.page.locator("#anomalies li").count()).to.equal(0);
		await visit.page.unrouteAll();
		await june.click();
		await visit.shows("July 2024");
	});
});
