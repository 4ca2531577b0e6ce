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

	it("without months says that none has been published yet", async () => {
		await withIndex((index) => ({ ...index, features: [] }));
		await visit.page
			.locator("#month-state")
			.getByText("No month has been published yet.")
			.waitFor();
	});
});
