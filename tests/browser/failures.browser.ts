import { expect } from "chai";
import type { Route } from "playwright-core";
import { type Visit, visits } from "./support.ts";

const json = (status: number, body: unknown, headers = {}) => ({
	status,
	headers,
	contentType: "application/json",
	body: JSON.stringify(body),
});

describe("The page, when something goes wrong", () => {
	const visitTo = visits();
	let visit: Visit;

	/** Opens the page and asks about the first anomaly; `answer` replaces the API once. */
	const ask = async (answer: (route: Route) => Promise<void>) => {
		visit = await visitTo("/");
		await visit.page.route("**/api/reasoning", answer, { times: 1 });
		await visit.page.locator("#anomalies button").first().click();
	};
	const again = async () => {
		await visit.page.getByRole("button", { name: "Ask again" }).click();
		await visit.page.locator(".origin").waitFor();
		expect(await visit.text("#reasoning")).to.include("stand-in answer");
		expect(await visit.page.locator(".failure").count()).to.equal(0);
	};

	const body = {
		error: "x",
		message: "of no use to a visitor",
		request_id: "r1",
	};
	for (const [status, said] of [
		[400, "does not accept"],
		[403, "refused the question"],
		[404, "no longer published"],
		[429, "too many questions"],
		[500, "operators have been notified"],
		[502, "no usable answer"],
		[503, "temporarily unavailable"],
		[504, "took too long"],
		[418, "status 418"],
	] as const)
		it(`explains status ${status} and asks again on request`, async () => {
			await ask((route) => route.fulfill(json(status, body)));
			await visit.page.getByRole("alert").waitFor();
			expect(await visit.text("#reasoning")).to.include(said);
			expect(await visit.text("#reasoning")).to.include("r1");
			expect(await visit.text("#reasoning")).not.to.include(body.message);
			await again();
		});

	it("explains an error response that is not JSON", async () => {
		await ask((route) =>
			route.fulfill({
				status: 502,
				contentType: "text/html",
				body: "<h1>Bad gateway</h1>",
			}),
		);
		await visit.page.locator(".failure").waitFor();
		expect(await visit.text(".failure")).to.include("no usable answer");
		await again();
	});

	it("reports an answer that cannot be read", async () => {
		await ask((route) => route.fulfill(json(200, { reasoning: 7 })));
		await visit.page.locator(".failure").waitFor();
		expect(await visit.text(".failure")).to.include("cannot be read");
	});

	it("counts Retry-After down and does not ask before it ends", async () => {
		visit = await visitTo("/");
		await visit.stopClock();
		let questions = 0;
		await visit.page.route("**/api/reasoning", (route) => {
			questions++;
			return questions === 1
				? route.fulfill(json(429, body, { "Retry-After": "7" }))
				: route.continue();
		});
		await visit.page.locator("#anomalies button").first().click();
		const button = (name: string) => visit.page.getByRole("button", { name });
		await button("Ask again in 7 s").dispatchEvent("click");
		await visit.page.clock.runFor(4000);
		await button("Ask again in 3 s").dispatchEvent("click");
		expect(questions).to.equal(1);
		await visit.page.clock.runFor(3000);
		await visit.page
			.getByRole("button", { name: "Ask again", exact: true })
			.click();
		await visit.page.locator(".origin").waitFor();
		expect(questions).to.equal(2);
	});

	it("shows the waiting time and can cancel the question", async () => {
		visit = await visitTo("/");
		await visit.stopClock();
		await visit.page.route("**/api/reasoning", () => undefined, { times: 1 });
		await visit.page.locator("#anomalies button").first().click();
		await visit.page.getByText("Asking the language model").first().waitFor();
		await visit.page.clock.runFor(5000);
		expect(await visit.text("#reasoning")).to.include("5 seconds so far");
		await visit.page.getByRole("button", { name: "Cancel" }).click();
		expect(await visit.text("#reasoning")).to.include("Cancelled");
		await visit.page.getByRole("button", { name: "Ask", exact: true }).click();
		await visit.page.locator(".origin").waitFor();
	});

	it("stops waiting after 40 seconds", async () => {
		visit = await visitTo("/");
		await visit.stopClock();
		await visit.page.route("**/api/reasoning", () => undefined, { times: 1 });
		await visit.page.locator("#anomalies button").first().click();
		await visit.page.getByText("Asking the language model").first().waitFor();
		await visit.page.clock.runFor(39_000);
		expect(await visit.page.locator(".failure").count()).to.equal(0);
		await visit.page.clock.runFor(2_000);
		await visit.page.locator(".failure").waitFor();
		expect(await visit.text(".failure")).to.include("within 40 seconds");
		await again();
	});

	it("shows that it is offline, and asks again once it is online", async () => {
		visit = await visitTo("/");
		await visit.shows("January 2025");
		// The page loads the borders last; offline, that would fail.
		await visit.receives(/\/coastlines-50m-/);
		const context = visit.page.context();
		await context.setOffline(true);
		await visit.page.getByText("You are offline.").waitFor();
		await visit.page.locator("#anomalies button").first().click();
		await visit.page
			.getByRole("alert")
			.getByText("cannot be reached")
			.waitFor();
		await context.setOffline(false);
		await visit.page.locator(".origin").waitFor();
		expect(await visit.text("#connection")).to.equal("");
	});

	it("shows that the site cannot be reached, and asks again", async () => {
		await ask((route) => route.abort());
		await visit.page.locator(".failure").waitFor();
		expect(await visit.text(".failure")).to.include("cannot be reached");
		await again();
	});

	it("shows the answer to the latest question, even if an earlier one is answered later", async () => {
		let release = () => {};
		const held = new Promise<void>((resolve) => {
			release = resolve;
		});
		const late = { reasoning: "late", model: "m", cached_at: "", cached: true };
		await ask(async (route) => {
			await held;
			// The page has cancelled this request, so fulfilling it may fail.
			await route.fulfill(json(200, late)).catch(() => undefined);
		});
		expect(await visit.text("#reasoning")).to.include(
			"Asking the language model",
		);
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

	it("shows the model's answer as text, never as markup", async () => {
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
		await staysText("#reasoning blockquote p:first-child");
		await staysText(".origin");
	});

	it("reports that a month cannot be loaded, and loads it on request", async () => {
		visit = await visitTo("/");
		await visit.shows("January 2025");
		await visit.page.route("**/anomalies202407.geojson", (route) =>
			route.abort(),
		);
		await visit.page.getByRole("button", { name: /^July 2024/ }).click();
		await visit.page.getByText("July 2024 could not be loaded").waitFor();
		expect(await visit.page.locator("#anomalies li").count()).to.equal(0);
		await visit.page.unrouteAll();
		await visit.page.getByRole("button", { name: "Load again" }).click();
		await visit.shows("July 2024");
	});

	it("reports that the list of months cannot be loaded, and loads it on request", async () => {
		visit = await visitTo("/api/health");
		await visit.page.route("**/index.geojson", (route) => route.abort(), {
			times: 1,
		});
		await visit.page.goto(new URL(visit.page.url()).origin);
		await visit.page
			.getByRole("alert")
			.getByText("The list of months")
			.waitFor();
		await visit.page.getByRole("button", { name: "Load again" }).click();
		await visit.shows("January 2025");
	});
});
