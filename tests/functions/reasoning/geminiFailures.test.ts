import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { budget } from "../../../functions/reasoning/pendingQuestion.ts";
import {
	type GeminiAnswer,
	geminiAnswers,
	geminiFails,
	geminiSays,
	Harness,
	question,
	retryInfo,
} from "../../support/functionHarness.ts";

const errorInfo = {
	"@type": "type.googleapis.com/google.rpc.ErrorInfo",
	reason: "API_KEY_INVALID",
};
const html =
	(status: number): GeminiAnswer =>
	(reply) => {
		reply.writeHead(status, { "content-type": "text/html" });
		reply.end(`<html><title>${status}</title></html>`);
	};
const reset: GeminiAnswer = (_, { message }) => {
	message.socket.destroy();
};
const resetInBody: GeminiAnswer = (reply, { message }) => {
	reply.writeHead(200, { "content-type": "application/json" });
	reply.write('{"candidates":', () => message.socket.destroy());
};
const silence: GeminiAnswer = () => {};
const stallInBody: GeminiAnswer = (reply) => {
	reply.writeHead(200, { "content-type": "application/json" });
	reply.write('{"candidates":[{"content":{"parts":[{"text":"Half an');
};
const candidate = (finishReason: string, text?: string) =>
	geminiSays({
		candidates: [
			{
				finishReason,
				...(text && { content: { role: "model", parts: [{ text }] } }),
			},
		],
	});

let harness: Harness;
const sharedHarness = async () => {
	harness = await Harness.shared();
};

/** An item without an answer: nobody will be served what failed. */
async function expectNothingStored(): Promise<void> {
	const item = await harness.item(cacheKey(question));
	expect(item ?? {}).not.to.have.property("reasoning");
}

const secretReads = () =>
	harness.awsCalls.filter(
		({ action }) => action === "secretsmanager:GetSecretValue",
	).length;

describe("When Gemini gives no usable answer", () => {
	beforeEach(sharedHarness);

	const hopeless: [what: string, answer: GeminiAnswer][] = [
		["refuses the request as wrong", geminiFails(400)],
		[
			"blocks the prompt",
			geminiSays({ promptFeedback: { blockReason: "SAFETY" } }),
		],
		["stops for SAFETY", candidate("SAFETY", "Half")],
		["stops for RECITATION", candidate("RECITATION")],
		["stops for PROHIBITED_CONTENT", candidate("PROHIBITED_CONTENT")],
		["stops for a reason of a later day", candidate("SOLAR_FLARE", "Half")],
		["is cut off", candidate("MAX_TOKENS", "Half an answer, and th")],
		["is cut off before the first word", candidate("MAX_TOKENS")],
		[
			"spends all tokens on thinking",
			geminiSays({
				candidates: [
					{ finishReason: "MAX_TOKENS", content: { role: "model" } },
				],
				usageMetadata: { promptTokenCount: 9, thoughtsTokenCount: 4096 },
			}),
		],
		["answers with 1 MB", candidate("STOP", "x".repeat(1_000_000))],
	];
	for (const [what, answer] of hopeless)
		it(`because it ${what}, it is not asked again, and nothing is stored`, async () => {
			harness.gemini = [answer];
			const { status, headers, body } = await harness.ask();
			expect(status).to.equal(502);
			expect(body).to.deep.equal({
				error: "model_refused",
				message: "The model gave no usable answer; ask again in 60 s.",
				request_id: body.request_id,
			});
			expect(headers["Retry-After"]).to.equal("60");
			expect(harness.geminiCalls).to.have.length(1);
			await expectNothingStored();
		});

	const nothing: [what: string, answer: GeminiAnswer][] = [
		["says nothing but white space", candidate("STOP", " \n ")],
		["stops without a text", candidate("STOP")],
		["has no candidate", geminiSays({})],
		["has an empty list of candidates", geminiSays({ candidates: [] })],
		["answers with an empty body", geminiSays("")],
		["answers with what is not JSON", geminiSays("<html>")],
		[
			"thinks, and says nothing",
			geminiSays({
				candidates: [
					{
						finishReason: "STOP",
						content: { parts: [{ text: "Hm.", thought: true }] },
					},
				],
			}),
		],
	];
	for (const [what, answer] of nothing) {
		it(`because it ${what}, it is asked once more`, async () => {
			harness.gemini = [answer, geminiAnswers("At last.")];
			const { status, body } = await harness.ask();
			expect(status).to.equal(200);
			expect(body).to.include({ reasoning: "At last.", cached: false });
			expect(harness.geminiCalls).to.have.length(2);
		});

		it(`because it ${what} twice, the asker is told`, async () => {
			harness.gemini = [answer];
			const { status, body } = await harness.ask();
			expect(status).to.equal(502);
			expect(body).to.include({ error: "model_refused" });
			expect(harness.geminiCalls).to.have.length(2);
			await expectNothingStored();
		});
	}

	const passing: [what: string, answer: GeminiAnswer][] = [
		["408", geminiFails(408)],
		["429 with a delay", geminiFails(429, retryInfo("0.1s"))],
		["429 with a delay of nothing", geminiFails(429, retryInfo("0s"))],
		["429 without one", geminiFails(429)],
		["500", geminiFails(500)],
		["502 in HTML", html(502)],
		["503 in HTML", html(503)],
		["504", geminiFails(504)],
		["520 in HTML", html(520)],
		["a connection that is reset", reset],
		["a connection that is reset in the answer", resetInBody],
	];
	for (const [what, answer] of passing)
		it(`but ${what}, it is asked again`, async () => {
			harness.gemini = [answer, geminiAnswers("At last.")];
			const { status, body } = await harness.ask();
			expect(status).to.equal(200);
			expect(body).to.include({ reasoning: "At last.", cached: false });
			expect(harness.geminiCalls).to.have.length(2);
		});

	it("and wants to be left alone longer than there is time, the asker is told for how long", async () => {
		harness.gemini = [geminiFails(429, retryInfo("61.2s"))];
		const { status, headers, body } = await harness.ask();
		expect(status).to.equal(429);
		expect(headers["Retry-After"]).to.equal("62");
		expect(body).to.include({ error: "too_many_requests" });
		expect(harness.geminiCalls).to.have.length(1);
		await expectNothingStored();
	});
});

describe("When Gemini refuses the key or the model", () => {
	beforeEach(sharedHarness);

	for (const [what, answer] of [
		["400", geminiFails(400, errorInfo)],
		["401", geminiFails(401)],
		["403", geminiFails(403)],
	] as const)
		it(`with ${what}, for its key, the key is read anew, once`, async () => {
			harness.gemini = [answer];
			const { status, body } = await harness.ask();
			expect(status).to.equal(502);
			expect(body).to.include({ error: "model_refused" });
			expect(secretReads()).to.equal(2);
			expect(harness.geminiCalls).to.have.length(1);
			await expectNothingStored();
		});

	it("for the key was rotated, it is asked with the new one", async () => {
		harness.gemini = [geminiFails(401), geminiAnswers("With the new key.")];
		let keys = 0;
		harness.faults = (service) =>
			service === "secretsmanager"
				? {
						status: 200,
						headers: { "content-type": ["application/x-amz-json-1.1"] },
						body: Buffer.from(
							JSON.stringify({
								SecretString: JSON.stringify({
									GEMINI_API_KEY: `key-${++keys}`,
								}),
							}),
						),
					}
				: undefined;
		const { body } = await harness.ask();
		expect(body).to.include({ reasoning: "With the new key." });
		expect(harness.geminiCalls.map((call) => call.key)).to.deep.equal([
			"key-1",
			"key-2",
		]);
	});

	it("for the model is gone, the second one is asked, and is named", async () => {
		harness.gemini = [geminiFails(404), geminiAnswers("From the other.")];
		const { body } = await harness.ask();
		expect(body).to.include({
			reasoning: "From the other.",
			model: "gemini-3.5-flash",
		});
		expect(harness.geminiCalls.map(({ path }) => path)).to.deep.equal([
			"/v1beta/models/gemini-3.5-flash-lite:generateContent",
			"/v1beta/models/gemini-3.5-flash:generateContent",
		]);
		const metric = await harness.logged((line) => "ModelFallbacks" in line);
		expect(metric).to.include({ ModelFallbacks: 1 });
	});

	it("for both models are gone, it is not asked for ever", async () => {
		harness.gemini = [geminiFails(404)];
		expect((await harness.ask()).status).to.equal(502);
		expect(harness.geminiCalls).to.have.length(2);
	});
});

describe("When Gemini takes longer than there is time", () => {
	beforeEach(sharedHarness);

	for (const [what, answer] of [
		["before its first word", silence],
		["in the middle of its answer", stallInBody],
	] as const)
		it(`it is left ${what}, and the connection is closed`, async () => {
			harness.gemini = [answer];
			const asked = harness.ask();
			const { message } = await harness.asked();
			const closed = new Promise((close) =>
				message.socket.once("close", close),
			);
			harness.clock.pass(budget.lease - budget.save);
			const { status, body } = await asked;
			expect(status).to.equal(504);
			expect(body).to.include({ error: "out_of_time" });
			await closed;
			expect(harness.geminiCalls).to.have.length(1);
			await expectNothingStored();
		});

	it("or is away all the time, the asker is told to come again", async () => {
		harness.gemini = [geminiFails(503)];
		const { status, headers, body } = await harness.ask();
		expect(status).to.equal(503);
		expect(headers["Retry-After"]).to.equal("5");
		expect(body).to.include({ error: "unavailable" });
		expect(harness.geminiCalls).to.have.length(4);
		await expectNothingStored();
	});
});
