/** Gemini's client and the retries around it, over HTTP; pauses move the clock, and nobody waits. */
import { expect } from "chai";
import {
	ModelBusy,
	ModelRefused,
	Unavailable,
} from "../../../functions/reasoning/errors.ts";
import {
	type GeminiAnswer,
	geminiAnswers,
	geminiBlocks,
	geminiFails,
	geminiSays,
	retryInfo,
} from "../../support/geminiServer.ts";
import {
	firstModel,
	ModelClient,
	secondModel,
} from "../../support/modelClient.ts";

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
const candidate = (finishReason: string, text?: string) =>
	geminiSays({
		candidates: [
			{
				finishReason,
				...(text && { content: { role: "model", parts: [{ text }] } }),
			},
		],
	});
const keyInvalid = geminiFails(400, {
	"@type": "type.googleapis.com/google.rpc.ErrorInfo",
	reason: "API_KEY_INVALID",
});
const day = 86_400;

describe("The model's client", () => {
	let client: ModelClient;
	before(async () => {
		client = await ModelClient.start();
	});
	after(() => client.stop());

	/** A container that has called no model yet; Gemini gives these answers. */
	const container = (...answers: GeminiAnswer[]) => {
		client.gemini.reset();
		client.gemini.answers = answers;
		return client.container();
	};
	const calls = () => client.gemini.calls;

	/** The models that were called, in order. */
	const models = () =>
		calls().map(({ path }) => /models\/(.*):/.exec(path)?.[1]);

	const hopeless: [what: string, answer: GeminiAnswer, reason: string][] = [
		["refuses the request", geminiFails(400), "rejected"],
		["blocks the prompt", geminiBlocks, "blocked"],
		["stops for SAFETY", candidate("SAFETY", "Half"), "blocked"],
		["stops for RECITATION", candidate("RECITATION"), "blocked"],
		["stops for an unknown reason", candidate("SOLAR_FLARE", "x"), "blocked"],
		["is cut off", candidate("MAX_TOKENS", "Half an ans"), "cut_off"],
		["is cut off before the first word", candidate("MAX_TOKENS"), "cut_off"],
		["answers with 1 MB", candidate("STOP", "x".repeat(1_000_000)), "too_long"],
	];
	for (const [what, answer, reason] of hopeless)
		it(`does not call again when Gemini ${what}`, async () => {
			const failure = await container(answer).failure();
			expect(failure).to.be.instanceOf(ModelRefused);
			expect(failure).to.include({ reason, retryAfter: undefined });
			expect(calls()).to.have.length(1);
		});

	const thought = { parts: [{ text: "Hm.", thought: true }] };
	const nothing: [what: string, answer: GeminiAnswer, reason: string][] = [
		["white space", candidate("STOP", " \n "), "empty"],
		["no text", candidate("STOP"), "empty"],
		["no candidate", geminiSays({}), "empty"],
		["an empty list of candidates", geminiSays({ candidates: [] }), "empty"],
		[
			"nothing but thoughts",
			geminiSays({ candidates: [{ finishReason: "STOP", content: thought }] }),
			"empty",
		],
		["an empty body", geminiSays(""), "malformed"],
		["a body that is not JSON", geminiSays("<html>"), "malformed"],
	];
	for (const [what, answer, reason] of nothing)
		it(`calls once more, and only once, after ${what}`, async () => {
			const { explain } = container(answer, geminiAnswers("At last."));
			expect(await explain()).to.include({ text: "At last." });
			expect(calls()).to.have.length(2);

			const failure = await container(answer).failure();
			expect(failure).to.be.instanceOf(ModelRefused);
			expect(failure).to.include({ reason, retryAfter: undefined });
			expect(calls()).to.have.length(2);

			await container(answer).failure({ refusedBefore: true });
			expect(calls(), "of a place refused before").to.have.length(1);
		});

	const passing: [what: string, answer: GeminiAnswer, pause: number][] = [
		["408", geminiFails(408), 0.25],
		["429 with a delay", geminiFails(429, retryInfo("3.5s")), 3.5],
		["429 with a delay of 0 s", geminiFails(429, retryInfo("0s")), 0.25],
		["429 without a delay", geminiFails(429), 0.25],
		["429 in HTML", html(429), 0.25],
		["500", geminiFails(500), 0.25],
		["502 in HTML", html(502), 0.25],
		["503 with a delay", geminiFails(503, retryInfo("2s")), 2],
		["503 in HTML", html(503), 0.25],
		["504", geminiFails(504), 0.25],
		["520 in HTML", html(520), 0.25],
		["a reset connection", reset, 0.25],
		["a connection reset in the body", resetInBody, 0.25],
	];
	for (const [what, answer, pause] of passing)
		it(`calls again after ${what}, and after a pause`, async () => {
			const { explain, pauses } = container(answer, geminiAnswers("At last."));
			expect(await explain()).to.include({ text: "At last." });
			expect(calls()).to.have.length(2);
			expect(pauses).to.have.length(1);
			expect(pauses[0]).to.be.within(pause, Math.max(pause, 0.75));
		});

	it("calls at most four times, with longer and longer pauses", async () => {
		const { failure, pauses } = container(geminiFails(503));
		const unavailable = await failure();
		expect(unavailable).to.be.instanceOf(Unavailable);
		expect(unavailable).to.include({ retryAfter: 5 });
		expect(calls()).to.have.length(4);
		expect(pauses).to.have.length(3);
		for (const [at, pause] of pauses.entries())
			expect(pause).to.be.within(0.25 * 2 ** at, 0.75 * 2 ** at);
	});

	it("does not pause beyond the deadline", async () => {
		const { failure, pauses } = container(geminiFails(503));
		expect(await failure({ budget: 0.2 })).to.be.instanceOf(Unavailable);
		expect(pauses).to.deep.equal([]);
		expect(calls()).to.have.length(1);
	});

	for (const [status, delay, retryAfter] of [
		[429, "61.2s", 61.2],
		[429, "0s", 30],
		[429, undefined, 30],
		[429, "1e9s", day],
		[429, "Infinitys", day],
		[429, "-5s", 30],
		[429, "soon", 30],
		[503, "61s", 61],
		[503, "0s", 5],
		[503, "1e9s", day],
	] as const)
		it(`tells the caller ${retryAfter} s when Gemini always answers ${status} with the delay ${delay}`, async () => {
			const details = delay ? [retryInfo(delay)] : [];
			const failure = await container(
				geminiFails(status, ...details),
			).failure();
			expect(failure).to.be.instanceOf(
				status === 429 ? ModelBusy : Unavailable,
			);
			expect(failure).to.include({ retryAfter });
		});

	for (const [what, answer] of [
		["400 and a reason", keyInvalid],
		["401", geminiFails(401)],
		["403", geminiFails(403)],
	] as const)
		it(`reads the key once more when Gemini refuses it with ${what}, and tries neither for a minute`, async () => {
			const { failure, explain, keyReads, pass } = container(answer);
			expect(await failure()).to.include({
				code: "model_refused",
				reason: "key_refused",
				retryAfter: 60,
			});
			expect(keyReads()).to.equal(2);
			pass(59);
			expect(await failure()).to.include({ retryAfter: 1 });
			expect(calls()).to.have.length(1);
			pass(1);
			client.gemini.reset();
			expect(await explain()).to.include({ model: firstModel });
		});

	it("calls with the new key after a rotation", async () => {
		const { explain, keys } = container(
			geminiFails(401),
			geminiAnswers("New."),
		);
		keys.push("key-2");
		expect(await explain()).to.include({ text: "New." });
		expect(calls().map(({ key }) => key)).to.deep.equal(["key-1", "key-2"]);
	});

	it("calls the second model when the first is gone, and for a minute no other", async () => {
		const { explain, pass } = container(
			geminiFails(404),
			geminiAnswers("Two."),
		);
		expect(await explain()).to.include({ text: "Two.", model: secondModel });
		pass(59);
		await explain();
		pass(1);
		await explain();
		expect(models()).to.deep.equal([
			firstModel,
			secondModel,
			secondModel,
			firstModel,
		]);
	});

	it("calls none for a minute when both models are gone", async () => {
		const { failure, pass, explain } = container(geminiFails(404));
		const gone = { code: "model_refused", reason: "model_gone" };
		expect(await failure()).to.include({ ...gone, retryAfter: 60 });
		pass(59);
		expect(await failure()).to.include({ ...gone, retryAfter: 1 });
		expect(models()).to.deep.equal([firstModel, secondModel]);
		pass(1);
		client.gemini.reset();
		expect(await explain()).to.include({ model: firstModel });
	});

	it("describes models and key by what changes with them, and never by the key", async () => {
		const { describe, keys } = container();
		keys.push("key-2");
		const before = await describe(firstModel);
		expect(before).to.equal(`${firstModel} ${secondModel} version-1`);
		expect(await describe(firstModel)).not.to.equal(before);
		expect(await describe("other")).to.match(/^other /);
	});

	it("names no thinking level to a model that knows none", async () => {
		const { explain } = container(geminiAnswers("Two."));
		await explain({ model: "gemini-2.5-flash-lite" });
		const [call] = calls();
		expect(call?.body.generationConfig).to.deep.equal({
			maxOutputTokens: 4096,
		});
	});
});
