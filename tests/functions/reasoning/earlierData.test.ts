/** What the earlier system left, in files that are never changed with the code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { monthIndex, readMonths } from "../../../components/storage/months.ts";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { MonthOfAnomalies } from "../../../contract/month.ts";
import { observationOf, questionAbout } from "../../../contract/observation.ts";
import { Harness } from "../../support/functionHarness.ts";

const dataDir = join(import.meta.dirname, "../../frozen");

/** An entry of the cache, which was a JSON file. */
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

/** The item that docs/migrate.md has an operator make of an entry. */
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

	it("is reasoned about: the model is told all that is in it", async () => {
		const harness = await Harness.start({ config: { dataDir } });
		try {
			for (const question of questions) {
				const { status, body } = await harness.ask(question);
				expect(status).to.equal(200);
				expect(body).to.include({ cached: false });
			}
			const told = harness.geminiCalls.map(({ body }) => {
				const [turn] = body.contents as { parts: { text: string }[] }[];
				return turn?.parts[0]?.text.split("\n").slice(1);
			});
			expect(told.slice(0, prompts.length)).to.deep.equal(prompts);
			expect(JSON.stringify(told)).not.to.match(/undefined|NaN/);
		} finally {
			await harness.stop();
		}
	});
});

describe("The cache of the earlier system", () => {
	let harness: Harness;
	before(async () => {
		// Its answers are Japanese, and served to who asks for that.
		harness = await Harness.start({
			config: { dataDir, reasoningLanguage: "ja" },
		});
		for (const entry of entries) await harness.put(itemOf(entry));
	});
	after(() => harness.stop());

	it("serves an answer that is kept under place and day", async () => {
		const [[key, entry]] = entries as [[string, EarlierEntry]];
		const { body } = await harness.ask(questions[0]);
		expect(body).to.include({
			cached: true,
			cache_key: key,
			cached_at: entry.cached_at,
			reasoning: entry.reasoning,
			model: "unknown",
		});
	});

	it("leads to nothing that is kept under the name of a file", async () => {
		const [, [key]] = entries as [unknown, [string, EarlierEntry]];
		const { body } = await harness.ask(questions[1]);
		expect(body).to.include({ cached: false });
		expect(body.cache_key).not.to.equal(key);
	});

	it("serves what it was given: its text about a missing key is to be left behind", async () => {
		const [, , [key, entry]] = entries as [
			unknown,
			unknown,
			[string, EarlierEntry],
		];
		expect(cacheKey(questions[2] as (typeof questions)[0])).to.equal(key);
		const { body } = await harness.ask(questions[2]);
		expect(body.reasoning).to.equal(entry.reasoning);
	});
});
