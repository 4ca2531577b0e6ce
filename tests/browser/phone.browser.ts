import { expect } from "chai";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { narrow, type Visit, visits } from "./support.ts";

/**
 * The visible controls with a side below 44 px. A link within a sentence is exempt.
 * @see https://www.w3.org/WAI/WCAG22/Understanding/target-size-minimum
 */
const smallTargets = (visit: Visit) =>
	visit.page.locator("a, button, select, input, summary").evaluateAll((all) =>
		all
			.filter((control) => {
				if (!control.checkVisibility({ visibilityProperty: true }))
					return false;
				const isInSentence = control.matches("p a");
				const target = control.closest("label.check") ?? control;
				const { width, height, right } = target.getBoundingClientRect();
				const isSeen = right > 0 && width > 1;
				return isSeen && !isInSentence && (width < 44 || height < 44);
			})
			.map((control) => control.outerHTML),
	);

describe("The page on a phone", () => {
	const visitTo = visits();
	let visit: Visit;
	const phone = { viewport: narrow, hasTouch: true, isMobile: true };

	it("starts the answer on the first screen of a phone, with touch targets of 44 px", async () => {
		visit = await visitTo("/#202407", phone);
		// Only the sample months have no link to a product.
		const { features } = sampleMonth("202407");
		for (const { properties } of features)
			properties.source_file = properties.source_file.replace("_SYNTHETIC", "");
		const method = { doi: "10.5067/970BCC4DHH24" };
		await visit.page.route("**/anomalies202407.geojson", (route) =>
			route.fulfill({ json: { type: "FeatureCollection", method, features } }),
		);
		await visit.page.reload();
		await visit.shows("July 2024");
		expect(await smallTargets(visit)).to.deep.equal([]);
		await visit.page.locator("#anomalies button").first().click();
		await visit.page.locator("blockquote").waitFor();
		await visit.page.getByRole("link", { name: /OCO-\d/ }).waitFor();
		const box = await visit.page.locator("blockquote").boundingBox();
		expect(box?.y)
			.to.be.above(0)
			.and.below(narrow.height - 40);
		await visit.page.evaluate(() => {
			for (const part of document.querySelectorAll("details")) part.open = true;
		});
		expect(await smallTargets(visit)).to.deep.equal([]);
		await visit.page.keyboard.press("Escape");
		for (const name of ["Download", "About these data"]) {
			await visit.page.getByRole("button", { name }).click();
			expect(await smallTargets(visit), name).to.deep.equal([]);
			await visit.page.keyboard.press("Escape");
		}
		await visit.page.goto(
			`${new URL(visit.page.url()).origin}/#202407?severity=high&with=202410&show=table`,
		);
		await visit.page.locator("#comparison table").waitFor();
		expect(await smallTargets(visit)).to.deep.equal([]);
	});

	it("keeps the values of an anomaly on one line with wide letters", async () => {
		visit = await visitTo("/#202407?sort=place", phone);
		await visit.page.locator(".where:not(:empty)").first().waitFor();
		const heights = () =>
			visit.page
				.locator(".under > span:not(:empty)")
				.evaluateAll((parts) => parts.map(({ clientHeight }) => clientHeight));
		const before = await heights();
		await visit.page.evaluate(() => {
			for (const row of document.querySelectorAll<HTMLElement>(".under"))
				row.style.letterSpacing = "0.12em";
		});
		expect(before).to.have.length.above(50);
		expect(await heights()).to.deep.equal(before);
	});
});
