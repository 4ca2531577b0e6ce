import { expect } from "chai";
import { type Visit, visits } from "./support.ts";

describe("A question", () => {
	const visitTo = visits();
	let visit: Visit;

	const asks = () =>
		visit.page.waitForRequest("**/api/reasoning").then((request) => ({
			language: request.postDataJSON().language,
			key: async () => (await (await request.response())?.json())?.cache_key,
		}));
	const openFirst = () =>
		visit.page.locator("#anomalies button").first().click();

	it("is asked in the language of the page, and again when the language changes", async () => {
		visit = await visitTo("/#202407?lang=ja");
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

	/** Opens an anomaly; its first `times` questions get 503 `in_progress`. */
	const openBehind = async (times: number) => {
		visit = await visitTo("/");
		await visit.shows("January 2025");
		await visit.stopClock();
		let asked = 0;
		await visit.page.route("**/api/reasoning", (route) =>
			++asked > times
				? route.continue()
				: route.fulfill({
						status: 503,
						headers: { "Retry-After": "4" },
						json: { error: "in_progress", message: "", request_id: "r1" },
					}),
		);
		await openFirst();
		await behind().waitFor();
		return () => asked;
	};
	const behind = () => visit.page.locator("#reasoning", { hasText: "Another" });
	/** Moves the clock until the selector matches; the clock stops while a request is open. */
	const waitFor = async (selector: string) => {
		const shown = visit.page.locator(selector);
		let answered: Promise<unknown> = Promise.resolve();
		visit.page.on("request", (request) => {
			answered = request.response();
		});
		while ((await shown.count()) === 0) {
			await visit.page.clock.runFor(1000);
			await answered;
		}
	};

	it("that another visitor asked first is repeated until it is answered", async () => {
		const asked = await openBehind(2);
		await visit.page.clock.runFor(3900);
		expect(asked()).to.equal(1);
		await waitFor(".origin, .failure");
		expect(await visit.text("#reasoning")).to.include("stand-in answer");
		expect(asked()).to.equal(3);
	});

	it("is repeated for at most a minute, and not after it is cancelled", async () => {
		const asked = await openBehind(Number.POSITIVE_INFINITY);
		await waitFor(".failure");
		expect(await visit.text(".failure")).to.include("is still being answered");
		const most = 16;
		expect(asked()).to.be.within(2, most);
		const before = asked();
		const button = (name: string) =>
			visit.page.getByRole("button", { name, exact: true });
		await visit.page.clock.runFor(4000);
		expect(asked()).to.equal(before);
		await button("Ask again").click();
		await behind().waitFor();
		await button("Cancel").click();
		await visit.page.clock.runFor(8000);
		expect(asked()).to.equal(before + 1);
	});
});
