import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { AnomalyFeature } from "../../../contract/observation.ts";
import type { Question } from "../../../contract/request.ts";
import type { Response } from "../../../local/core/http.ts";
import { sampleMonth } from "../../../tools/data/sampleModel.ts";
import {
	type Answer,
	geminiAnswers,
	geminiFails,
	geminiSays,
	Harness,
	otherQuestions,
	question,
} from "../../support/functionHarness.ts";

const blocked = geminiSays({ promptFeedback: { blockReason: "SAFETY" } });
const empty = geminiSays({ candidates: [{ finishReason: "STOP" }] });

type Item = Record<string, { S?: string; N?: string }>;

describe("A refusal", () => {
	let harness: Harness;
	let question: Question;
	let key: string;
	before(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => {
		question = otherQuestions.pop() as Question;
		key = cacheKey(question);
		harness.gemini = [blocked];
		harness.geminiCalls.length = 0;
	});
	after(() => harness.stop());

	const ask = () => harness.ask(question);
	const itemOf = async () => (await harness.item(key)) as Item;

	/** Seconds go by; a remembered failure counts up to and without its end. */
	const pass = (seconds: number) =>
		harness.clock.passEverywhere(seconds * 1000);

	const retryAfter = ({ headers }: Answer) => Number(headers["Retry-After"]);

	it("is remembered: 100 asks of a place cost one call in the first minute, and four in a day", async () => {
		const calls: number[] = [];
		const delays: number[] = [];
		// Until the next day is over.
		for (const seconds of [60, 600, 3_600, 86_400, 86_400]) {
			for (let asks = 0; asks < 20; asks++) {
				const answer = await ask();
				expect(answer.status).to.equal(502);
				expect(answer.body.error).to.equal("model_refused");
				if (asks === 0) delays.push(retryAfter(answer));
				// Those who come later are told what is left of it.
				if (asks === 10) await pass(seconds / 2);
				const left = asks <= 10 ? seconds : seconds / 2;
				expect(retryAfter(answer)).to.equal(left);
			}
			calls.push(harness.geminiCalls.length);
			await pass(seconds / 2);
		}
		expect(calls).to.deep.equal([1, 2, 3, 4, 5]);
		expect(delays).to.deep.equal([60, 600, 3_600, 86_400, 86_400]);
	});

	it("that is no text at all costs one call more the first time, and no more", async () => {
		harness.gemini = [empty];
		for (const [seconds, calls] of [
			[60, 2],
			[600, 3],
			[3_600, 4],
			[86_400, 5],
		] as const) {
			await ask();
			expect(harness.geminiCalls).to.have.length(calls);
			await pass(seconds);
		}
	});

	it("is served from the table: neither S3 nor a write is needed", async () => {
		await ask();
		harness.awsCalls.length = 0;
		await ask();
		expect(harness.awsCalls.map(({ action }) => action)).to.deep.equal([
			"dynamodb:GetItem",
		]);
	});

	it("is of the published numbers, whatever the asker sends", async () => {
		await ask();
		const { status } = await harness.ask({ ...question, co2: 1 });
		expect(status).to.equal(502);
		expect(harness.geminiCalls).to.have.length(1);
	});

	it("is an item with its reason, and with an end", async () => {
		const now = harness.clock.now();
		await ask();
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
		expect(Number(item.ttl?.N)).to.equal(Math.ceil(until / 1000) + 86_400);
		expect(JSON.stringify(item)).not.to.include("test-key");
	});

	it("ends with an answer", async () => {
		await ask();
		await pass(60);
		harness.gemini = [geminiAnswers("Better.")];
		expect((await ask()).body).to.include({ reasoning: "Better." });
		expect(await harness.item(key)).not.to.have.property("failure_code");
	});

	it("is known to the next one, though the owner of the lease died between them", async () => {
		await ask();
		await pass(60);
		await harness.put({
			...(await itemOf()),
			lease_owner: { S: "dead" },
			lease_until: { N: String(harness.clock.now() - 1) },
		});
		expect(retryAfter(await ask())).to.equal(600);
	});

	it("of other numbers does not count: the data were reprocessed", async () => {
		await ask();
		harness.gemini = [geminiAnswers("About the new value.")];
		harness.faults = (service) =>
			service === "s3" ? monthOf({ ...question, co2: 500 }) : undefined;
		const { body } = await harness.ask({ ...question, co2: 500 });
		harness.faults = () => undefined;
		expect(body).to.include({ reasoning: "About the new value." });
	});
});

/** A month with the feature of a place, and another xco2. */
function monthOf({ lat, lon, co2 }: Question): Response {
	const feature = structuredClone(
		sampleMonth("202407").features.find(
			({ geometry: { coordinates } }) =>
				coordinates[0] === lon && coordinates[1] === lat,
		),
	) as AnomalyFeature;
	feature.properties.xco2 = co2;
	return {
		status: 200,
		headers: { etag: ['"new"'], "content-type": ["application/json"] },
		body: Buffer.from(
			JSON.stringify({ type: "FeatureCollection", features: [feature] }),
		),
	};
}

const key = cacheKey(question);

describe("A refusal is of a model and of a key:", () => {
	let harness: Harness;
	let refusal: Item;
	before(async () => {
		const first = await Harness.start();
		first.gemini = [blocked];
		await first.ask();
		const later = first.clock.now() + 3_600_000;
		refusal = {
			...((await first.item(key)) as Item),
			failure_until: { N: String(later) },
		};
		await first.stop();
	});
	afterEach(() => harness.stop());

	it("the same ones are not asked by another container", async () => {
		harness = await Harness.start();
		await harness.put(refusal);
		expect((await harness.ask()).status).to.equal(502);
		expect(harness.geminiCalls).to.deep.equal([]);
	});

	for (const [what, config] of [
		["another model", { geminiModel: "gemini-3.8-flash" }],
		["another second model", { fallbackModel: "gemini-3.8-flash" }],
		["another key", { geminiKey: "another-key" }],
	] as const)
		it(`${what} is asked anew`, async () => {
			harness = await Harness.start({ config });
			await harness.put(refusal);
			expect((await harness.ask()).status).to.equal(200);
			expect(harness.geminiCalls).to.have.length(1);
		});
});

describe("A container remembers for a minute", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	it("that its key is refused: other places cost no call", async () => {
		harness.gemini = [geminiFails(401)];
		await harness.ask();
		const { status, headers } = await harness.ask(otherQuestions[0]);
		expect(status).to.equal(502);
		expect(Number(headers["Retry-After"])).to.be.within(1, 60);
		expect(harness.geminiCalls).to.have.length(1);
	});

	it("that a model is gone: other places go to the second one at once", async () => {
		harness.gemini = [geminiFails(404), geminiAnswers("From the other.")];
		await harness.ask();
		const { body } = await harness.ask(otherQuestions[0]);
		expect(body).to.include({ model: "gemini-3.5-flash", cached: false });
		expect(harness.geminiCalls).to.have.length(3);
	});

	it("that both are gone: other places cost no call, and no longer", async () => {
		harness.gemini = [geminiFails(404)];
		await harness.ask();
		expect((await harness.ask(otherQuestions[0])).status).to.equal(502);
		expect(harness.geminiCalls).to.have.length(2);
		await harness.clock.passEverywhere(60_000);
		harness.gemini = [geminiAnswers("It is there.")];
		expect((await harness.ask(otherQuestions[1])).status).to.equal(200);
	});
});

describe("When Gemini is away", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	it("the place answers 503 from the table until it is time to ask again", async () => {
		harness.gemini = [geminiFails(503)];
		const first = await harness.ask();
		const { length } = harness.geminiCalls;
		await harness.clock.passEverywhere(3_500);
		const second = await harness.ask();
		for (const { status, body } of [first, second]) {
			expect(status).to.equal(503);
			expect(body).to.include({ error: "unavailable" });
		}
		expect(first.headers["Retry-After"]).to.equal("5");
		expect(second.headers["Retry-After"]).to.equal("2");
		expect(harness.geminiCalls).to.have.length(length);

		await harness.clock.passEverywhere(1_500);
		harness.gemini = [geminiAnswers("Back.")];
		expect((await harness.ask()).body).to.include({ reasoning: "Back." });
	});
});
