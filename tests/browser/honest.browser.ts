/** What the page says about its data and about the model's text. */
import { expect } from "chai";
import type { Answer } from "../../contract/answer.ts";
import { dayName } from "../../site/i18n/format.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { published, type Visit, visits } from "./support.ts";

const [strongest] = published("202407");

describe("The page is honest", () => {
	const visitTo = visits();
	let visit: Visit;

	/** Opens July with these contents of its file. */
	const openJuly = async (content: object) => {
		visit = await visitTo("/api/health");
		await visit.page.route("**/anomalies202407.geojson", (route) =>
			route.fulfill({
				json: { ...sampleMonth("202407"), ...content },
			}),
		);
		await visit.page.goto(`${new URL(visit.page.url()).origin}/#202407`);
	};

	it("about an empty month, which does not mean that nothing was unusual", async () => {
		await openJuly({ features: [] });
		await visit.page
			.locator("#month-state")
			.getByText("this does not mean that nothing was unusual")
			.waitFor();
	});

	it("about the origin of a value: its file, day and licence", async () => {
		await openJuly({ method: { licence: "CC-BY-4.0" } });
		await visit.page.locator("#anomalies button").first().click();
		await visit.opens(strongest);
		const panel = await visit.text("#selected");
		expect(panel).to.match(/oco[23]_LtCO2_2407\d\d_SYNTHETIC_\w+\.nc4/);
		expect(panel).to.include(`${dayName(strongest.date, "en")} (UTC)`);
		expect(panel).to.include("CC-BY-4.0");
	});

	it("about the two spreads, which its figure names and draws differently", async () => {
		visit = await visitTo("/#202407");
		await visit.page.locator("#anomalies button").first().click();
		const { uncertainty, baselineStd } = strongest;
		const figure = visit.page.getByRole("img", {
			name: new RegExp(
				`uncertainty of ${uncertainty.toFixed(2)} ppm \\(bar with ends\\).*spread of ${baselineStd.toFixed(2)} ppm \\(shaded band\\)`,
			),
		});
		await figure.waitFor();
		expect(await figure.locator("rect.band").count()).to.equal(1);
		expect(await figure.locator("path.uncertainty").count()).to.equal(1);
	});

	const answer: Answer = {
		reasoning: "Perhaps a city.",
		cached: false,
		cache_key: "0".repeat(64),
		cached_at: "2026-01-02T03:04:05.678Z",
		model: "gemini-9",
		request_id: "request",
	};
	const disclaimer =
		"A language model wrote it from the numbers above; it may be wrong.";
	for (const [what, changes, origin] of [
		[
			"a new answer",
			{},
			`Hypothesis by gemini-9, January 2, 2026. ${disclaimer}`,
		],
		[
			"a stored answer",
			{ cached: true },
			`Hypothesis by gemini-9, January 2, 2026. ${disclaimer}`,
		],
		[
			"an answer of an unnamed model",
			{ model: "unknown" },
			`Hypothesis by an unnamed model, January 2, 2026. ${disclaimer}`,
		],
		[
			"a stand-in's answer",
			{ reasoning: "This is a stand-in answer: no model was asked." },
			"Placeholder text of a stand-in. No language model was asked.",
		],
	] as const)
		it(`about who wrote ${what}, and how to test it`, async () => {
			visit = await visitTo("/#202407");
			await visit.page.route("**/api/reasoning", (route) =>
				route.fulfill({ json: { ...answer, ...changes } }),
			);
			await visit.page.locator("#anomalies button").first().click();
			await visit.page.locator(".origin").waitFor();
			expect(await visit.text(".origin")).to.equal(origin);
			await visit.page
				.getByRole("heading", { name: "How to test this" })
				.waitFor();
			expect(await visit.page.locator(".tests li").count()).to.equal(3);
		});
});
