import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { Question } from "../../../contract/request.ts";
import {
	type Answered,
	answerQuestion,
	budget,
	type World,
} from "../../../functions/reasoning/answerQuestion.ts";
import {
	ModelRefused,
	OutOfTime,
	ReasoningError,
} from "../../../functions/reasoning/errors.ts";
import type {
	AnswerCache,
	Entry,
	MissPorts,
	StoredAnswer,
} from "../../../functions/reasoning/ports.ts";
import {
	geminiAnswers,
	geminiFails,
	Harness,
	question,
} from "../../support/functionHarness.ts";

describe("Many who ask about one place at once", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.start();
	});
	afterEach(() => harness.stop());

	it("cost one model call: 200 equal answers, one of them not from the cache", async () => {
		harness.clock.holdPauses();
		const asked = Array.from({ length: 200 }, () => harness.ask());
		// The one who asks the model is answered first: the others pause.
		await Promise.race(asked);
		harness.clock.endPauses();
		const answers = await Promise.all(asked);
		expect(harness.geminiCalls).to.have.length(1);
		expect(answers.filter(({ status }) => status === 200)).to.have.length(200);
		expect(answers.filter(({ body }) => body.cached === false)).to.have.length(
			1,
		);
		const texts = new Set(
			answers.map(({ body }) => JSON.stringify({ ...body, cached: true })),
		);
		expect(texts.size).to.equal(1);
	});

	it("share a failure too, and the next who asks is not held up by it", async () => {
		harness.gemini = [geminiFails(400), geminiAnswers("Better.")];
		const release = holdFirst(harness);
		const first = harness.ask();
		await release.reached;
		harness.clock.holdPauses();
		const second = harness.ask();
		await harness.clock.paused();
		release.go();
		expect((await first).status).to.equal(502);
		harness.clock.endPauses();
		expect((await second).status).to.equal(502);
		expect(harness.geminiCalls).to.have.length(1);
		expect((await harness.ask()).body).to.include({ reasoning: "Better." });
	});
});

/** Keeps Gemini's first answer back until it is told to go. */
function holdFirst(harness: Harness) {
	const [answer, ...rest] = harness.gemini;
	let reach = () => {};
	let go = () => {};
	const reached = new Promise<void>((resolve) => {
		reach = resolve;
	});
	const released = new Promise<void>((resolve) => {
		go = resolve;
	});
	harness.gemini = [
		(reply, call) => {
			reach();
			released.then(() => answer?.(reply, call));
		},
		...rest,
	];
	return { reached, go: () => go() };
}

/** A table in memory and a clock that only sleeping moves. */
function world(options: { explain?: MissPorts["model"]["explain"] } = {}) {
	let time = Date.parse("2024-08-01T00:00:00Z");
	const entries = new Map<string, Entry>();
	const slept: number[] = [];
	let calls = 0;
	const cache: AnswerCache = {
		read: async (key) => entries.get(key),
		async lease(key, lease, now, seen) {
			const entry = entries.get(key);
			if (entry?.lease && entry.lease.until > now) return false;
			if (entry && entry !== seen) return false;
			entries.set(key, { lease, version: undefined });
			return true;
		},
		async release(key, lease, failure) {
			entries.set(key, { lease: { ...lease, until: 0, failure }, version: 0 });
		},
		async save(key, answer) {
			entries.set(key, { answer, version: answer.cachedAt });
		},
	};
	const made: World = {
		cache,
		clock: {
			now: () => time,
			async sleep(milliseconds) {
				slept.push(milliseconds);
				time += milliseconds;
			},
		},
		telemetry: {
			step: (_, call) => call(),
			count() {},
			modelCall() {},
			note() {},
			async warn() {},
		},
		requirePublished: false,
		forMiss: async () => ({
			published: { find: async () => undefined },
			parameters: async () => ({
				geminiModel: "gemini-3.5-flash-lite",
				cacheTtlDays: 90,
				environment: "test",
			}),
			model: {
				explain:
					options.explain ??
					(async () => {
						calls++;
						return { text: "Why.", model: "m", tokensIn: 0, tokensOut: 0 };
					}),
			},
		}),
	};
	return {
		entries,
		slept,
		world: made,
		calls: () => calls,
		now: () => time,
		ask: (asked: Question = question): Promise<Answered> =>
			answerQuestion(asked, time + budget.total, made),
	};
}

describe("Who waits for another's answer", () => {
	const key = cacheKey(question);
	const lease = (until: number) => ({ owner: "other", until });
	const answer = (now: number): StoredAnswer => ({
		reasoning: "Theirs.",
		cachedAt: "2024-08-01T00:00:01.000Z",
		observation: question,
		model: "m",
		expires: now / 1000 + 1000,
	});

	it("takes over when the other one's lease runs out, and still has time to ask", async () => {
		const { ask, calls, entries, now, world: made } = world();
		const began = now();
		entries.set(key, { lease: lease(began + budget.lease), version: 0 });
		let deadline = 0;
		const ports = await made.forMiss();
		made.forMiss = async () => ({
			...ports,
			model: {
				explain: async (...args) => {
					deadline = args[2];
					return ports.model.explain(...args);
				},
			},
		});
		expect((await ask()).cached).to.equal(false);
		expect(calls()).to.equal(1);
		expect(now() - began).to.be.at.least(budget.lease);
		expect(deadline - now()).to.be.at.least(4_000);
	});

	it("gives up inside its own time", async () => {
		const { ask, entries, now, slept } = world();
		const began = now();
		entries.set(key, { lease: lease(Number.MAX_SAFE_INTEGER), version: 0 });
		const failure = await ask().catch((error) => error);
		expect(failure).to.be.instanceOf(OutOfTime);
		expect(now() - began).to.be.within(budget.total, budget.total + 1_500);
		expect(Math.max(...slept)).to.be.at.most(1_500);
	});

	it("gets the answer that the other one wrote", async () => {
		const { ask, calls, entries, now, world: made } = world();
		entries.set(key, { lease: lease(now() + budget.lease), version: 0 });
		const { sleep } = made.clock;
		made.clock.sleep = async (milliseconds) => {
			await sleep(milliseconds);
			entries.set(key, { answer: answer(now()), version: 0 });
		};
		const { answer: got, cached } = await ask();
		expect(got.reasoning).to.equal("Theirs.");
		expect(cached).to.equal(true);
		expect(calls()).to.equal(0);
	});

	it("asks itself when what the other one wrote is about other numbers", async () => {
		const { ask, calls, entries, now, world: made } = world();
		entries.set(key, { lease: lease(now() + budget.lease), version: 0 });
		const { sleep } = made.clock;
		let written = false;
		made.clock.sleep = async (milliseconds) => {
			await sleep(milliseconds);
			if (written) return;
			written = true;
			const observation = { ...question, co2: 1 };
			entries.set(key, {
				answer: { ...answer(now()), observation },
				version: 0,
			});
		};
		expect((await ask()).cached).to.equal(false);
		expect(calls()).to.equal(1);
	});

	it("is told the other one's failure, with its code and delay", async () => {
		const { ask, entries, now, world: made } = world();
		entries.set(key, { lease: lease(now() + budget.lease), version: 0 });
		const { sleep } = made.clock;
		made.clock.sleep = async (milliseconds) => {
			await sleep(milliseconds);
			const failure = { code: "too_many_requests", retryAfter: 17 } as const;
			entries.set(key, { lease: { ...lease(0), failure }, version: 0 });
		};
		const failure = await ask().catch((error) => error);
		expect(failure).to.be.instanceOf(ReasoningError);
		expect(failure).to.include({ code: "too_many_requests", retryAfter: 17 });
	});

	it("leaves its own failure for those who wait", async () => {
		const refused = new ModelRefused();
		const { ask, entries } = world({
			explain: async () => {
				throw refused;
			},
		});
		const failure = await ask().catch((error) => error);
		expect(failure).to.equal(refused);
		expect(entries.get(key)?.lease).to.deep.include({
			until: 0,
			failure: { code: "model_refused", retryAfter: undefined },
		});
	});
});
