import { expect } from "chai";
import type { MonthIndex } from "../../contract/month.ts";
import { type Visit, visits } from "./support.ts";

describe("The index of months", () => {
	const visitTo = visits();
	let visit: Visit;

	const button = (name: string | RegExp) =>
		visit.page.getByRole("button", { name, exact: true });

	/** Opens the page with another index, made from the true one. */
	const withIndex = async (change: (index: MonthIndex) => unknown) => {
		visit = await visitTo("/api/health");
		await visit.page.route("**/index.geojson", async (route) => {
			const response = await route.fetch();
			const json = change(await response.json());
			await route.fulfill({ response, json });
		});
		await visit.page.goto(`${new URL(visit.page.url()).origin}/`);
	};

	for (const [what, change, reason] of [
		["is no object", () => "<html>", 'The file: "<html>" — must be a Feature'],
		["has no months", () => ({}), "features: nothing — must be an array"],
		[
			"has numbers for months",
			() => ({ features: [1, 2] }),
			"Feature 1: 1 — must be a month",
		],
		[
			"has text for a number",
			({ features: [feature] }: MonthIndex) => ({
				features: [
					{ properties: { ...feature?.properties, max_zscore: "high" } },
				],
			}),
			'Feature 1, properties.max_zscore: "high" — must be a number or null',
		],
	] as const)
		it(`that ${what} is explained, and loaded again on request`, async () => {
			await withIndex(change);
			await visit.page
				.locator("#calendar")
				.getByRole("alert")
				.getByText(`(index.geojson) cannot be read. ${reason}`)
				.waitFor();
			await visit.page.unroute("**/index.geojson");
			await button("Load again").click();
			await visit.shows("January 2025");
		});

	it("with one wrong month leaves the other months", async () => {
		await withIndex(({ features: [first, ...others] }) => ({
			features: [
				{ properties: { ...first?.properties, month: 202407 } },
				...others,
			],
		}));
		await visit.shows("January 2025");
		const calendar = visit.page.locator("#calendar");
		await calendar.getByText("1 month of the list could not be read").click();
		await calendar
			.getByText("Feature 1, properties.month: 202407 — must be a month")
			.waitFor();
		await visit.page.unroute("**/index.geojson");
		await button("Load again").click();
		await button(/^July 2024: .* listed/).waitFor();
	});

	it("of twelve years has one tab stop; keys move by months and years", async () => {
		// From February 2013 to January 2025.
		const names = Array.from({ length: 144 }, (_, at) =>
			String(201301 + 100 * Math.floor((at + 1) / 12) + ((at + 1) % 12)),
		);
		await withIndex(({ features: [first] }) => ({
			features: names.map((month) => ({
				properties: { ...first?.properties, month },
			})),
		}));
		await visit.shows("January 2025");
		const months = visit.page.locator("#calendar [data-month]");
		expect(await months.count()).to.equal(144);
		expect(
			await visit.page.locator('#calendar [tabindex="0"]').count(),
		).to.equal(1);
		await visit.page.locator('#calendar [tabindex="0"]').focus();
		const focused = visit.page.locator("#calendar :focus");
		for (const [key, month] of [
			["Home", "February 2013"],
			["PageDown", "February 2014"],
			["ArrowRight", "March 2014"],
			["End", "January 2025"],
		] as const) {
			await visit.page.keyboard.press(key);
			expect(await focused.textContent(), key).to.include(month);
		}
	});

	it("without months says that none has been published yet", async () => {
		await withIndex((index) => ({ ...index, features: [] }));
		await visit.page
			.locator("#month-state")
			.getByText("No month has been published yet.")
			.waitFor();
	});
});
