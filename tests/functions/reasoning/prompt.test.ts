import { expect } from "chai";
import { promptAbout } from "../../../functions/reasoning/prompt.ts";
import {
	Harness,
	observation,
	question,
} from "../../support/functionHarness.ts";

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

	it("tells the model all that is published about the observation", () => {
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

	it("asks for causes with their certainty, context and confirmation, and forbids invented sources", () => {
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

describe("What Gemini is sent", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	const sent = () => harness.geminiCalls[0];

	it("is a system instruction and the observation, with the key in a header", async () => {
		await harness.ask();
		expect(sent()?.path).to.equal(
			"/v1beta/models/gemini-3.5-flash-lite:generateContent",
		);
		expect(sent()?.key).to.equal("test-key");
		const { system, user } = promptAbout(observation, "en");
		expect(sent()?.body).to.deep.equal({
			systemInstruction: { role: "system", parts: [{ text: system }] },
			contents: [{ role: "user", parts: [{ text: user }] }],
			safetySettings: [],
			generationConfig: {
				maxOutputTokens: 4096,
				thinkingConfig: { thinkingLevel: "low" },
			},
		});
	});

	it("is in the language of the question", async () => {
		await harness.ask({ ...question, language: "ja" });
		expect(sent()?.body).to.have.nested.property(
			"systemInstruction.parts[0].text",
			promptAbout(observation, "ja").system,
		);
	});

	it("does not speak of thinking to a model that knows no levels of it", async () => {
		const other = await Harness.start({
			config: { geminiModel: "gemini-2.5-flash-lite" },
		});
		try {
			await other.ask(question);
			const [call] = other.geminiCalls;
			expect(call?.body.generationConfig).to.deep.equal({
				maxOutputTokens: 4096,
			});
		} finally {
			await other.stop();
		}
	});
});
