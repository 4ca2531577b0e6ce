import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { Harness, question } from "../../support/functionHarness.ts";

describe("A question", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.start();
	});
	afterEach(() => harness.stop());

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
		const before = Math.floor(Date.now() / 1000);
		const { body } = await harness.ask();
		const item = await harness.item(key);
		const { ttl, ...rest } = item ?? {};
		expect(rest).to.deep.equal({
			cache_key: { S: key },
			reasoning: { S: "A fire, likely." },
			cached_at: { S: body.cached_at },
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
				},
			},
		});
		const { N: expires } = ttl as { N: string };
		expect(Number(expires) - before).to.be.within(
			90 * 86_400,
			90 * 86_400 + 60,
		);
		expect(String(body.cached_at)).to.match(
			/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
		);
	});
});
