/** What the deployed function makes of a model that fails; geminiFailures.test.ts has every kind of failure. */
import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { budget } from "../../../functions/reasoning/pendingQuestion.ts";
import { Harness } from "../../support/functionHarness.ts";
import {
	type GeminiAnswer,
	geminiAnswers,
	geminiBlocks,
	geminiFails,
	geminiSays,
	retryInfo,
} from "../../support/geminiServer.ts";
import { otherQuestions, question } from "../../support/questions.ts";

const silence: GeminiAnswer = () => {};
const stallInBody: GeminiAnswer = (reply) => {
	reply.writeHead(200, { "content-type": "application/json" });
	reply.write('{"candidates":[{"content":{"parts":[{"text":"Half an');
};

describe("When the model fails, the function", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	const secretReads = () =>
		harness.awsCalls.filter(
			({ action }) => action === "secretsmanager:GetSecretValue",
		).length;

	/** Nobody will be served what failed. */
	async function expectNoAnswerStored(): Promise<void> {
		const item = await harness.item(cacheKey(question));
		expect(item ?? {}).not.to.have.property("reasoning");
	}

	for (const [what, answer, expected] of [
		[
			"blocks the answer",
			geminiBlocks,
			{
				status: 502,
				error: "model_refused",
				message: "The model gave no usable answer; ask again in 60 s.",
				retryAfter: "60",
				calls: 1,
			},
		],
		[
			"answers twice with nothing",
			geminiSays({}),
			{
				status: 502,
				error: "model_refused",
				message: "The model gave no usable answer; ask again in 60 s.",
				retryAfter: "60",
				calls: 2,
			},
		],
		[
			"has no quota left",
			geminiFails(429, retryInfo("61.2s")),
			{
				status: 429,
				error: "too_many_requests",
				message:
					"The model's quota is used up for the moment; ask again later.",
				retryAfter: "62",
				calls: 1,
			},
		],
		[
			"is unavailable all the time",
			geminiFails(503),
			{
				status: 503,
				error: "unavailable",
				message: "A service behind this one is unavailable; ask again shortly.",
				retryAfter: "5",
				calls: 4,
			},
		],
	] as const)
		it(`returns ${expected.status} with Retry-After, and stores no answer, when it ${what}`, async () => {
			harness.gemini.answers = [answer];
			const { status, headers, body } = await harness.ask();
			const { error, message, request_id } = body;
			expect(body).to.deep.equal({ error, message, request_id });
			expect({
				status,
				error,
				message,
				retryAfter: headers["Retry-After"],
				calls: harness.gemini.calls.length,
			}).to.deep.equal(expected);
			await expectNoAnswerStored();
		});

	it("answers when a second call succeeds", async () => {
		harness.gemini.answers = [geminiFails(503), geminiAnswers("At last.")];
		const { status, body } = await harness.ask();
		expect(status).to.equal(200);
		expect(body).to.include({ reasoning: "At last.", cached: false });
	});

	it("reads a rotated key anew", async () => {
		harness.gemini.answers = [geminiFails(401), geminiAnswers("New key.")];
		let keys = 0;
		harness.faults = (service) =>
			service === "secretsmanager" ? secret(`key-${++keys}`) : undefined;
		const { body } = await harness.ask();
		expect(body).to.include({ reasoning: "New key." });
		expect(harness.gemini.calls.map(({ key }) => key)).to.deep.equal([
			"key-1",
			"key-2",
		]);
	});

	it("calls no model for a minute, for any place, when the key is refused", async () => {
		harness.gemini.answers = [geminiFails(401)];
		await harness.ask();
		expect(secretReads()).to.equal(2);
		const { status, headers } = await harness.ask(otherQuestions[0]);
		expect(status).to.equal(502);
		expect(headers["Retry-After"]).to.equal("60");
		expect(harness.gemini.calls).to.have.length(1);
	});

	it("does not count a refused key as a refusal of the place", async () => {
		harness.gemini.answers = [geminiFails(401)];
		await harness.ask();
		await harness.clock.passEverywhere(60_000);
		const { headers } = await harness.ask();
		expect(headers["Retry-After"]).to.equal("60");
		expect(harness.gemini.calls).to.have.length(2);
	});

	it("calls the second model at once, for any place, when the first is gone", async () => {
		harness.gemini.answers = [geminiFails(404), geminiAnswers("Other.")];
		const { body } = await harness.ask();
		const fromSecond = { reasoning: "Other.", model: "gemini-3.5-flash" };
		expect(body).to.include(fromSecond);
		expect(harness.gemini.calls.map(({ path }) => path)).to.deep.equal([
			"/v1beta/models/gemini-3.5-flash-lite:generateContent",
			"/v1beta/models/gemini-3.5-flash:generateContent",
		]);
		const metric = await harness.logged((line) => "ModelFallbacks" in line);
		expect(metric).to.include({ ModelFallbacks: 1 });
		const { body: next } = await harness.ask(otherQuestions[0]);
		expect(next).to.include({ ...fromSecond, cached: false });
		expect(harness.gemini.calls).to.have.length(3);
	});

	it("calls no model for a minute, for any place, when both are gone", async () => {
		harness.gemini.answers = [geminiFails(404)];
		await harness.ask();
		expect((await harness.ask(otherQuestions[0])).status).to.equal(502);
		expect(harness.gemini.calls).to.have.length(2);
		await harness.clock.passEverywhere(60_000);
		harness.gemini.answers = [geminiAnswers("It is there.")];
		expect((await harness.ask(otherQuestions[1])).status).to.equal(200);
	});

	for (const [when, answer] of [
		["before its first word", silence],
		["in the middle of its answer", stallInBody],
	] as const)
		it(`closes the connection and returns 504 when time runs out ${when}`, async () => {
			harness.gemini.answers = [answer];
			const asked = harness.ask();
			const { message } = await harness.gemini.asked();
			const closed = new Promise((close) =>
				message.socket.once("close", close),
			);
			harness.clock.pass(budget.lease - budget.save);
			const { status, body } = await asked;
			expect(status).to.equal(504);
			expect(body).to.include({ error: "out_of_time" });
			await closed;
			expect(harness.gemini.calls).to.have.length(1);
			await expectNoAnswerStored();
		});

	it("leaves the answer of a request that took over its lease", async () => {
		const key = cacheKey(question);
		const answer = { cache_key: { S: key }, reasoning: { S: "Theirs." } };
		harness.gemini.answers = [
			(reply, call) => {
				harness.put(answer).then(() => geminiFails(400)(reply, call));
			},
		];
		expect((await harness.ask()).status).to.equal(502);
		expect(await harness.item(key)).to.deep.equal(answer);
	});

	it("answers 503 from the table until Retry-After is over when it is unavailable", async () => {
		harness.gemini.answers = [geminiFails(503)];
		const first = await harness.ask();
		await harness.clock.passEverywhere(3_500);
		const second = await harness.ask();
		for (const { status, body } of [first, second]) {
			expect(status).to.equal(503);
			expect(body).to.include({ error: "unavailable" });
		}
		expect(first.headers["Retry-After"]).to.equal("5");
		expect(second.headers["Retry-After"]).to.equal("2");
		expect(harness.gemini.calls).to.have.length(4);

		await harness.clock.passEverywhere(1_500);
		harness.gemini.answers = [geminiAnswers("Back.")];
		expect((await harness.ask()).body).to.include({ reasoning: "Back." });
	});
});

/** The secret's value, as Secrets Manager answers. */
function secret(key: string) {
	const SecretString = JSON.stringify({ GEMINI_API_KEY: key });
	return {
		status: 200,
		headers: { "content-type": ["application/x-amz-json-1.1"] },
		body: Buffer.from(JSON.stringify({ SecretString, VersionId: key })),
	};
}
