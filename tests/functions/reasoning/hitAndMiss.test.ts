import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { Harness, question } from "../../support/functionHarness.ts";

describe("A question", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	const key = cacheKey(question);

	it("is answered by the model the first time, and from the table then", async () => {
		const first = await harness.ask();
		expect(first.status).to.equal(200);
		expect(first.body).to.deep.equal({
			reasoning: "A fire, likely.",
			cached: false,
			cache_key: key,
			cached_at: first.body.cached_at,
			model: "gemini-3.5-flash-lite",
			request_id: "00000000-0000-4000-8000-000000000000",
		});
		const second = await harness.ask();
		expect(second.body).to.deep.equal({ ...first.body, cached: true });
		expect(harness.geminiCalls).to.have.length(1);
	});

	it("asks no service but DynamoDB when the answer is there", async () => {
		await harness.ask();
		harness.awsCalls.length = 0;
		await harness.ask();
		expect(harness.awsCalls.map(({ action }) => action)).to.deep.equal([
			"dynamodb:GetItem",
		]);
	});

	it("leaves an item as the design has it", async () => {
		const { body } = await harness.ask();
		const item = await harness.item(key);
		const now = harness.clock.now();
		expect(item).to.deep.equal({
			cache_key: { S: key },
			reasoning: { S: "A fire, likely." },
			cached_at: { S: new Date(now).toISOString() },
			ttl: { N: String(Math.floor(now / 1000) + 90 * 86_400) },
			metadata: {
				M: {
					lat: { N: String(question.lat) },
					lon: { N: String(question.lon) },
					co2: { N: String(question.co2) },
					deviation: { N: String(question.deviation) },
					date: { S: question.date },
					severity: { S: question.severity },
					zscore: { N: String(question.zscore) },
					model: { S: "gemini-3.5-flash-lite" },
					language: { S: "en" },
				},
			},
		});
		expect(body.cached_at).to.equal(new Date(now).toISOString());
	});
});
