import { expect } from "chai";
import { catalogues } from "../../../site/i18n/catalogue.ts";

/** Paths of all texts of a catalogue. */
function paths(of: object, above = ""): string[] {
	return Object.entries(of).flatMap(([key, value]) =>
		typeof value === "object"
			? paths(value, `${above}${key}.`)
			: [`${above}${key}`],
	);
}

/** All texts, those with values in them too. */
function written(of: object): string[] {
	return Object.values(of).flatMap((value) => {
		if (typeof value === "string") return [value];
		if (typeof value !== "function") return written(value);
		return [1, 2].map((count) => String(value(count, count, count, count)));
	});
}

describe("The catalogue", () => {
	it("has each text in each language", () => {
		for (const texts of Object.values(catalogues))
			expect(paths(texts).sort()).to.deep.equal(paths(catalogues.en).sort());
	});

	it("has no empty text and no missing value", () => {
		for (const texts of Object.values(catalogues))
			for (const text of written(texts)) {
				expect(text.trim()).not.to.equal("");
				expect(text).not.to.match(/undefined|NaN|\[object/);
			}
	});

	it("has Japanese in Japanese", () => {
		const plain = written(catalogues.ja).filter(
			(text) => !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text),
		);
		// What is left are numbers with units, and classes in signs.
		for (const text of plain)
			expect(text).to.match(
				/^(XCO₂(（ppm）)?|\d（UTC）|\d（\d）|、|\d ppm（1σ）|[\d\s±≤<≥zkmp]+)$/,
			);
	});

	it("uses singular and plural correctly in English", () => {
		const { en } = catalogues;
		expect(en.listed(1)).to.match(/^1 anomaly listed/);
		expect(en.listed(12_000)).to.match(/^12,000 anomalies listed/);
		expect(en.daysOfMonth(1)).to.equal("1 day of the month");
	});
});
