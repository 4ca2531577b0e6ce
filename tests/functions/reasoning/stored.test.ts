import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { promptAbout } from "../../../functions/reasoning/prompt.ts";
import { Harness } from "../../support/functionHarness.ts";
import { geminiAnswers } from "../../support/geminiServer.ts";
import { observation, question } from "../../support/questions.ts";

const key = cacheKey(question);

let harness: Harness;
const sharedHarness = async () => {
	harness = await Harness.shared();
};

/** Epoch seconds. */
const inAnHour = () => String(Math.floor(harness.clock.now() / 1000) + 3600);

/** An item about the question that is not expired. */
const item = (changes: Record<string, object> = {}) => ({
	cache_key: { S: key },
	reasoning: { S: "Cached." },
	cached_at: { S: "2024-08-01T00:00:00.000Z" },
	ttl: { N: inAnHour() },
	metadata: {
		M: {
			lat: { N: String(question.lat) },
			lon: { N: String(question.lon) },
			co2: { N: String(question.co2) },
			deviation: { N: String(question.deviation) },
			severity: { S: question.severity },
			zscore: { N: String(question.zscore) },
			model: { S: "gemini-3.5-flash-lite" },
		},
	},
	...changes,
});

describe("An item of the table", () => {
	beforeEach(sharedHarness);

	it("is served under the key of the earlier system, and without a date", async () => {
		await harness.put(item());
		const { body } = await harness.ask();
		expect(body).to.include({
			reasoning: "Cached.",
			cached: true,
			cached_at: "2024-08-01T00:00:00.000Z",
			model: "gemini-3.5-flash-lite",
		});
		expect(harness.gemini.calls).to.deep.equal([]);
	});

	it("is not served after its TTL, although DynamoDB has not deleted it yet", async () => {
		await harness.put(item({ ttl: { N: "1" } }));
		const { body } = await harness.ask();
		expect(body).to.include({ reasoning: "A fire, likely.", cached: false });
		expect((await harness.item(key))?.reasoning).to.deep.equal({
			S: "A fire, likely.",
		});
	});

	it("without a language counts as Japanese when its text has kana", async () => {
		await harness.put(
			item({ reasoning: { S: "森林火災による影響が考えられます。" } }),
		);
		expect((await harness.ask()).body).to.include({ cached: false });
	});

	const garbage: [what: string, changes: Record<string, object>][] = [
		["a TTL that is no number", { ttl: { S: "never" } }],
		["a number as its answer", { reasoning: { N: "5" } }],
		["a number as its date", { cached_at: { N: "5" } }],
		["no date", { cached_at: { NULL: true } }],
		["text as its observation", { metadata: { S: "{}" } }],
		["no observation", { metadata: { M: {} } }],
		["text as its numbers", { metadata: { M: { lat: { S: "x" } } } }],
	];
	for (const [what, changes] of garbage)
		it(`is replaced when it has ${what}`, async () => {
			await harness.put(item(changes));
			const { status, body } = await harness.ask();
			expect(status).to.equal(200);
			expect(body).to.include({ reasoning: "A fire, likely.", cached: false });
			const { body: again } = await harness.ask();
			expect(again).to.include({ reasoning: "A fire, likely.", cached: true });
		});

	it("is replaced when it has nothing but a key", async () => {
		await harness.put({ cache_key: { S: key } });
		expect((await harness.ask()).body).to.include({ cached: false });
		expect((await harness.ask()).body).to.include({ cached: true });
	});

	it("is replaced when it is a lease that ran out", async () => {
		await harness.put({
			cache_key: { S: key },
			lease_owner: { S: "crashed" },
			lease_until: { N: String(harness.clock.now() - 1) },
			ttl: { N: inAnHour() },
		});
		expect((await harness.ask()).body).to.include({ cached: false });
		expect(await harness.item(key)).not.to.have.any.keys(
			"lease_owner",
			"lease_until",
		);
	});
});

describe("Answers in two languages", () => {
	beforeEach(sharedHarness);

	it("have a key each and cost one call each; the stack's language has the plain key", async () => {
		harness.gemini.answers = [
			geminiAnswers("A fire, likely."),
			geminiAnswers("森林火災の可能性があります。"),
		];
		const asked = [undefined, "ja", "en", "ja", undefined];
		const answers: Record<string, unknown>[] = [];
		for (const language of asked)
			answers.push((await harness.ask({ ...question, language })).body);
		expect(harness.gemini.calls).to.have.length(2);
		expect(harness.gemini.calls[1]?.body).to.have.nested.property(
			"systemInstruction.parts[0].text",
			promptAbout(observation, "ja").system,
		);
		expect(answers.map(({ cached }) => cached)).to.deep.equal([
			false,
			false,
			true,
			true,
			true,
		]);
		expect(answers.map(({ cache_key }) => cache_key)).to.deep.equal(
			asked.map((language) =>
				language === "ja" ? cacheKey(question, "ja") : key,
			),
		);
		const stored = await harness.item(cacheKey(question, "ja"));
		expect(stored?.metadata).to.have.nested.property("M.language.S", "ja");
	});
});
