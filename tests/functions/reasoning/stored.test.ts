import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { Harness, question } from "../../support/functionHarness.ts";

const key = cacheKey(question);
const inAnHour = Math.floor(Date.now() / 1000) + 3600;

/** An item about the question, as an earlier day left it. */
const item = (changes: Record<string, object> = {}) => ({
	cache_key: { S: key },
	reasoning: { S: "Kept." },
	cached_at: { S: "2024-08-01T00:00:00.000Z" },
	ttl: { N: String(inAnHour) },
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

describe("What is stored", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	it("is served as it is, by the earlier system's keys and without a date in it", async () => {
		await harness.put(item());
		const { body } = await harness.ask();
		expect(body).to.include({
			reasoning: "Kept.",
			cached: true,
			cached_at: "2024-08-01T00:00:00.000Z",
			model: "gemini-3.5-flash-lite",
		});
		expect(harness.geminiCalls).to.deep.equal([]);
	});

	it("is not served when it has expired, though DynamoDB has not deleted it", async () => {
		await harness.put(item({ ttl: { N: "1" } }));
		const { body } = await harness.ask();
		expect(body).to.include({ reasoning: "A fire, likely.", cached: false });
		expect((await harness.item(key))?.reasoning).to.deep.equal({
			S: "A fire, likely.",
		});
	});

	it("without a language is in that of its text: Japanese prose has kana", async () => {
		await harness.put(
			item({ reasoning: { S: "森林火災による影響が考えられます。" } }),
		);
		expect((await harness.ask()).body).to.include({ cached: false });
	});

	const garbage: [what: string, changes: Record<string, object>][] = [
		["no ttl", { ttl: { S: "never" } }],
		["a number for an answer", { reasoning: { N: "5" } }],
		["a date that is none", { cached_at: { N: "5" } }],
		["no date", { cached_at: { NULL: true } }],
		["text for the observation", { metadata: { S: "{}" } }],
		["no observation", { metadata: { M: {} } }],
		["text for numbers", { metadata: { M: { lat: { S: "x" } } } }],
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

	it("is replaced when it is nothing but a key", async () => {
		await harness.put({ cache_key: { S: key } });
		expect((await harness.ask()).body).to.include({ cached: false });
		expect((await harness.ask()).body).to.include({ cached: true });
	});

	it("may be a lease whose owner died: the next asker takes it over", async () => {
		await harness.put({
			cache_key: { S: key },
			lease_owner: { S: "dead" },
			lease_until: { N: String(harness.clock.now() - 1) },
			ttl: { N: String(inAnHour) },
		});
		expect((await harness.ask()).body).to.include({ cached: false });
		expect(await harness.item(key)).not.to.have.any.keys(
			"lease_owner",
			"lease_until",
		);
	});
});
