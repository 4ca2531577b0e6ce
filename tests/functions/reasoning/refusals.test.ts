/** A refusal of the model is stored, so that asking again does not cost another call. */
import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { AnomalyFeature } from "../../../contract/observation.ts";
import type { Response } from "../../../local/core/http.ts";
import { sampleMonth } from "../../../tools/data/sampleModel.ts";
import { type Answer, Harness } from "../../support/functionHarness.ts";
import {
	geminiAnswers,
	geminiBlocks,
	geminiSays,
} from "../../support/geminiServer.ts";
import { holdModel } from "../../support/holdModel.ts";
import { question } from "../../support/questions.ts";

const key = cacheKey(question);
const day = 86_400;

type Item = Record<string, { S?: string; N?: string }>;

describe("A refusal of the model", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
		harness.gemini.answers = [geminiBlocks];
	});

	const itemOf = async () => (await harness.item(key)) as Item;
	const pass = (seconds: number) =>
		harness.clock.passEverywhere(seconds * 1000);
	const retryAfter = ({ headers }: Answer) => Number(headers["Retry-After"]);

	it("costs one call in the first minute and four in a day, however many ask", async () => {
		const calls: number[] = [];
		const delays: number[] = [];
		for (const seconds of [60, 600, 3_600, day, day]) {
			for (let asks = 0; asks < 20; asks++) {
				const answer = await harness.ask();
				expect(answer.status).to.equal(502);
				expect(answer.body.error).to.equal("model_refused");
				if (asks === 0) delays.push(retryAfter(answer));
				// A later request gets the rest of the delay.
				if (asks === 10) await pass(seconds / 2);
				const left = asks <= 10 ? seconds : seconds / 2;
				expect(retryAfter(answer)).to.equal(left);
			}
			calls.push(harness.gemini.calls.length);
			await pass(seconds / 2);
		}
		expect(calls).to.deep.equal([1, 2, 3, 4, 5]);
		expect(delays).to.deep.equal([60, 600, 3_600, day, day]);
	});

	it("that has no text costs one more call the first time only", async () => {
		harness.gemini.answers = [geminiSays({ candidates: [] })];
		for (const [seconds, calls] of [
			[60, 2],
			[600, 3],
			[3_600, 4],
			[day, 5],
		] as const) {
			await harness.ask();
			expect(harness.gemini.calls).to.have.length(calls);
			await pass(seconds);
		}
	});

	it("is returned from the table without S3 and without a write", async () => {
		await harness.ask();
		harness.awsCalls.length = 0;
		await harness.ask();
		expect(harness.awsCalls.map(({ action }) => action)).to.deep.equal([
			"dynamodb:GetItem",
		]);
	});

	it("applies to the published numbers, whatever numbers the request has", async () => {
		await harness.ask();
		const { status } = await harness.ask({ ...question, co2: 1 });
		expect(status).to.equal(502);
		expect(harness.gemini.calls).to.have.length(1);
	});

	it("is an item with a reason, an end and a TTL, and without the key", async () => {
		const now = harness.clock.now();
		await harness.ask();
		const item = await itemOf();
		expect(item).to.have.all.keys(
			"cache_key",
			"failure_code",
			"failure_reason",
			"failure_refusals",
			"failure_subject",
			"failure_until",
			"ttl",
		);
		expect(item.failure_reason?.S).to.equal("blocked");
		const until = Number(item.failure_until?.N);
		expect(until).to.equal(now + 60_000);
		expect(Number(item.ttl?.N)).to.equal(Math.ceil(until / 1000) + day);
		expect(JSON.stringify(item)).not.to.include("test-key");
	});

	it("is replaced by an answer", async () => {
		await harness.ask();
		await pass(60);
		harness.gemini.answers = [geminiAnswers("Better.")];
		const { body } = await harness.ask();
		expect(body).to.include({ reasoning: "Better." });
		expect(await harness.item(key)).not.to.have.property("failure_code");
	});

	it("is counted although the next lease holder crashed", async () => {
		await harness.ask();
		await pass(60);
		const model = holdModel(harness);
		const crashing = harness.ask();
		await model.reached;
		const lease = await itemOf();
		// As if nobody ended this lease.
		await harness.put({
			...lease,
			lease_owner: { S: "crashed" },
			lease_until: { N: String(harness.clock.now() - 1) },
		});
		model.go();
		await crashing;
		expect(retryAfter(await harness.ask())).to.equal(600);
	});

	it("does not apply to a reprocessed observation", async () => {
		await harness.ask();
		harness.gemini.answers = [geminiAnswers("About the new value.")];
		harness.faults = (service) =>
			service === "s3" ? monthWith({ xco2: 500 }) : undefined;
		const { body } = await harness.ask({ ...question, co2: 500 });
		expect(body).to.include({ reasoning: "About the new value." });
	});

	describe("that lasts two days", () => {
		beforeEach(async () => {
			await harness.ask();
			const item = await itemOf();
			// The container reads parameters and key again after this day.
			await harness.reset();
			const later = harness.clock.now() + 2 * day * 1000;
			await harness.put({ ...item, failure_until: { N: String(later) } });
		});

		it("applies to the same model and key", async () => {
			expect((await harness.ask()).status).to.equal(502);
			expect(harness.gemini.calls).to.deep.equal([]);
		});

		for (const [what, service, output] of [
			[
				"model",
				"ssm",
				{
					Parameters: [
						{ Name: "/app/dev/gemini-model", Value: "gemini-3.8-flash" },
						{ Name: "/app/dev/cache-ttl-days", Value: "90" },
						{ Name: "/app/dev/environment", Value: "dev" },
					],
				},
			],
			[
				"key",
				"secretsmanager",
				{
					SecretString: JSON.stringify({ GEMINI_API_KEY: "another" }),
					VersionId: "another",
				},
			],
		] as const)
			it(`does not apply to another ${what}`, async () => {
				harness.faults = (called) =>
					called === service ? jsonOf(output) : undefined;
				expect((await harness.ask()).status).to.equal(200);
				expect(harness.gemini.calls).to.have.length(1);
			});
	});
});

const jsonOf = (body: object): Response => ({
	status: 200,
	headers: { etag: ['"new"'], "content-type": ["application/json"] },
	body: Buffer.from(JSON.stringify(body)),
});

/** The month with the question's feature alone, and with these properties of it. */
function monthWith(properties: Partial<AnomalyFeature["properties"]>) {
	const feature = structuredClone(
		sampleMonth("202407").features.find(
			({ geometry: { coordinates } }) =>
				coordinates[0] === question.lon && coordinates[1] === question.lat,
		),
	) as AnomalyFeature;
	Object.assign(feature.properties, properties);
	return jsonOf({ type: "FeatureCollection", features: [feature] });
}
