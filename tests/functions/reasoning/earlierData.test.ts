/** Data of the earlier system, in files that never change with the code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { monthIndex, readMonths } from "../../../components/storage/months.ts";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { MonthOfAnomalies } from "../../../contract/month.ts";
import { observationOf, questionAbout } from "../../../contract/observation.ts";
import type { Question } from "../../../contract/request.ts";
import { Harness } from "../../support/functionHarness.ts";
import { geminiAnswers } from "../../support/geminiServer.ts";

const dataDir = join(import.meta.dirname, "../../frozen");

/** An entry of the earlier cache, which was a JSON file. */
interface EarlierEntry {
	reasoning: string;
	cached_at: string;
	metadata: Record<string, number | string>;
}

const read = (file: string) =>
	JSON.parse(readFileSync(join(dataDir, file), "utf8"));
const { features }: MonthOfAnomalies = read("anomalies202308.geojson");
const questions = features.map((one) => questionAbout(observationOf(one)));
const entries: [string, EarlierEntry][] = Object.entries(read("cache.json"));

/** The item that docs/migrate.md makes of an entry. */
const itemOf = ([key, entry]: [string, EarlierEntry]) => ({
	cache_key: { S: key },
	reasoning: { S: entry.reasoning },
	cached_at: { S: entry.cached_at },
	metadata: {
		M: Object.fromEntries(
			Object.entries(entry.metadata).map(([field, value]) => [
				field,
				typeof value === "number" ? { N: String(value) } : { S: value },
			]),
		),
	},
	ttl: { N: String(Date.UTC(9999, 0) / 1000) },
});

let harness: Harness;
before(async () => {
	// The answers of the earlier system are Japanese.
	harness = await Harness.start({
		config: { dataDir, reasoningLanguage: "ja" },
	});
});
after(() => harness.stop());

describe("A month of the earlier system", () => {
	it("is published", () => {
		expect(monthIndex(readMonths(dataDir).months).features).to.deep.equal([
			{
				type: "Feature",
				geometry: null,
				properties: {
					month: "202308",
					count: 4,
					extent: [
						-121.48220825195312, -26.18821907043457, 178.93101501464844, 50,
					],
					max_zscore: 5.384066104888916,
					satellites: ["OCO-2", "OCO-3"],
					synthetic: false,
				},
			},
		]);
	});

	const prompts = [
		[
			"Place: 38.8342° N, 121.4822° W",
			"Date: 2023-08-12 (UTC)",
			"XCO2: 428.12 ppm",
			"Above the baseline: 11.90 ppm",
			"Z-score: 5.38",
			"Severity: high",
			"Baseline: 416.21 ppm, standard deviation 2.21 ppm",
			"Uncertainty of the value: 0.81 ppm",
			"Days of the month on which the place stood out: 3",
			"Satellite: OCO-3",
		],
		[
			"Place: 26.1882° S, 29.1034° E",
			"Date: 2023-08-19 (UTC)",
			"XCO2: 420.52 ppm",
			"Above the baseline: 6.45 ppm",
			"Z-score: 2.22",
			"Severity: medium",
			"Baseline: 414.07 ppm, standard deviation 2.90 ppm",
			"Uncertainty of the value: 0.55 ppm",
			"Days of the month on which the place stood out: 5",
			"Satellite: OCO-2",
		],
	];

	it("gives the model all that it says", async () => {
		for (const question of questions) {
			const { status, body } = await harness.ask(question);
			expect(status).to.equal(200);
			expect(body).to.include({ cached: false });
		}
		const sent = harness.gemini.calls.map(({ body }) => {
			const [turn] = body.contents as { parts: { text: string }[] }[];
			return turn?.parts[0]?.text.split("\n").slice(1);
		});
		expect(sent.slice(0, prompts.length)).to.deep.equal(prompts);
		expect(JSON.stringify(sent)).not.to.match(/undefined|NaN/);
	});
});

describe("The cache of the earlier system", () => {
	const [plain, ofFile, noKey] = entries as [
		[string, EarlierEntry],
		[string, EarlierEntry],
		[string, EarlierEntry],
	];
	const [first, second, third] = questions as [Question, Question, Question];
	beforeEach(async () => {
		await harness.reset();
		for (const entry of entries) await harness.put(itemOf(entry));
	});

	it("has answers that are served", async () => {
		const [key, entry] = plain;
		const { body } = await harness.ask(first);
		expect(body).to.include({
			cached: true,
			cache_key: key,
			cached_at: entry.cached_at,
			reasoning: entry.reasoning,
			model: "unknown",
		});
	});

	it("has answers in Japanese, which are not served in English", async () => {
		const { body } = await harness.ask({ ...first, language: "en" });
		expect(body).to.include({ cached: false });
	});

	it("has answers under the name of a file, which are not served", async () => {
		const { body } = await harness.ask(second);
		expect(body).to.include({ cached: false });
		expect(body.cache_key).not.to.equal(ofFile[0]);
	});

	it("has texts about a missing key, which are served unless they are left behind", async () => {
		const [key, entry] = noKey;
		expect(cacheKey(third)).to.equal(key);
		const { body } = await harness.ask(third);
		expect(body.reasoning).to.equal(entry.reasoning);
	});
});

describe("A stack whose language was changed to Japanese", () => {
	it("does not serve the English answers of before", async () => {
		await harness.reset();
		const [question] = questions as [Question];
		const key = cacheKey(question);
		await harness.ask({ ...question, language: "en" });
		const english = await harness.item(cacheKey(question, "en"));
		await harness.put({ ...english, cache_key: { S: key } });

		harness.gemini.answers = [geminiAnswers("森林火災の可能性があります。")];
		const { body } = await harness.ask(question);
		expect(body).to.include({ cached: false, cache_key: key });
		expect(body.reasoning).to.match(/森林火災/);
		expect((await harness.ask(question)).body).to.include({ cached: true });
	});
});
