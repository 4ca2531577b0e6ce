import { expect } from "chai";
import { promptAbout } from "../../../functions/reasoning/prompt.ts";
import { observation } from "../../support/questions.ts";

describe("The prompt", () => {
	const about = {
		...observation,
		lat: -11.0169,
		lon: -43.6863,
		date: "2023-06-20",
		co2: 421.9453,
		deviation: 7.7264,
		zscore: 4.0484,
		severity: "medium",
		satellite: "OCO-3",
		uncertainty: 0.6549,
		baselineMean: 414.2189,
		baselineStd: 1.9085,
		detectionDays: 3,
	} as const;

	it("has all published fields of the observation", () => {
		expect(promptAbout(about, "en").user).to.equal(
			[
				"Why may this anomaly be there?",
				"Place: 11.0169° S, 43.6863° W",
				"Date: 2023-06-20 (UTC)",
				"XCO2: 421.95 ppm",
				"Above the baseline: 7.73 ppm",
				"Z-score: 4.05",
				"Severity: medium",
				"Baseline: 414.22 ppm, standard deviation 1.91 ppm",
				"Uncertainty of the value: 0.65 ppm",
				"Days of the month on which the place stood out: 3",
				"Satellite: OCO-3",
			].join("\n"),
		);
	});

	it("asks for causes, certainty, context and confirmation, and forbids invented sources", () => {
		const { system } = promptAbout(about, "en");
		expect(system).to.match(/likely causes.*how certain you are/);
		expect(system).to.match(/regional and seasonal context/);
		expect(system).to.match(/confirm or refute/);
		expect(system).to.match(/Do not invent sources/);
	});

	it("asks for 90 to 150 words of English, or 200 to 300 characters of Japanese", () => {
		expect(promptAbout(about, "en").system).to.match(
			/\nWrite 90 to 150 words of plain English prose\.$/,
		);
		expect(promptAbout(about, "ja").system).to.match(
			/\n日本語の文章で、200文字以上300文字以内で書いてください。$/,
		);
	});
});
