import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { Question } from "../../../contract/request.ts";
import {
	type Answered,
	answerQuestion,
	type Dependencies,
} from "../../../functions/reasoning/answerQuestion.ts";
import {
	InProgress,
	ModelRefused,
	ReasoningError,
} from "../../../functions/reasoning/errors.ts";
import { budget } from "../../../functions/reasoning/pendingQuestion.ts";
import type {
	AnswerCache,
	Entry,
	MissDependencies,
	StoredAnswer,
} from "../../../functions/reasoning/ports.ts";
import { question } from "../../support/functionHarness.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

/** When something was done, milliseconds since the start. */
interface Journal {
	/** The first read of each request. */
	reads: number[];
	/** Further reads. */
	looks: number[];
	writes: number[];
	calls: number[];
}

interface Options {
	/** How long the model takes, milliseconds. */
	takes?: number;
	explain?: MissDependencies["model"]["explain"];
}

/** The use case with a table in memory and a clock that only sleeping moves. */
function setUp({ takes = 0, explain }: Options = {}) {
	const clock = new VirtualClock();
	const began = clock.now();
	const since = () => clock.now() - began;
	const entries = new Map<string, Entry>();
	const journal: Journal = { reads: [], looks: [], writes: [], calls: [] };
	const cache: AnswerCache = {
		read: async (key) => entries.get(key),
		async lease(key, lease, now, seen) {
			journal.writes.push(since());
			const entry = entries.get(key);
			if (entry?.lease && entry.lease.until > now) return false;
			if (entry && entry !== seen) return false;
			entries.set(key, { lease, version: undefined });
			return true;
		},
		async fail(key, _, failure) {
			entries.set(key, { failure, version: 0 });
		},
		async save(key, answer) {
			entries.set(key, { answer, version: answer.cachedAt });
		},
	};
	const dependencies: Dependencies = {
		cache,
		clock,
		telemetry: {
			span: (_, call) => call(),
			count() {},
			modelCall() {},
			note() {},
			async warn() {},
		},
		requirePublished: false,
		defaultLanguage: "en",
		loadMissDependencies: async () => ({
			published: { find: async () => undefined },
			parameters: async () => ({
				geminiModel: "gemini-3.5-flash-lite",
				cacheTtlDays: 90,
				environment: "test",
			}),
			model: {
				describe: async (model) => `${model} key-1`,
				async explain(explanation) {
					journal.calls.push(since());
					await clock.sleep(takes);
					if (explain) return explain(explanation);
					return { text: "Why.", model: "m", tokensIn: 0, tokensOut: 0 };
				},
			},
		}),
	};
	const start = (asked: Question, time = budget.total): Promise<Answered> => {
		let list = journal.reads;
		const read: AnswerCache["read"] = (key) => {
			list.push(since());
			list = journal.looks;
			return cache.read(key);
		};
		return answerQuestion(asked, clock.now() + time, {
			...dependencies,
			cache: { ...cache, read },
		});
	};
	return {
		clock,
		since,
		entries,
		journal,
		start,
		ask: (asked: Question = question) => clock.run(start(asked)),
	};
}

/** As the page does: asks again when it is told to. */
async function askUntilAnswered({
	clock,
	start,
}: ReturnType<typeof setUp>): Promise<Answered> {
	for (;;) {
		try {
			return await start(question);
		} catch (error) {
			if (!(error instanceof InProgress)) throw error;
			await clock.sleep(Number(error.retryAfter) * 1000);
		}
	}
}

describe("A crowd of 500 at one place without an answer", () => {
	for (const takes of [1_000, 3_000, 10_000])
		it(`costs one call of a model that takes ${takes} ms, and few reads`, async () => {
			const system = setUp({ takes });
			const { clock, journal, since } = system;
			const late: number[] = [];
			const crowd = Array.from({ length: 500 }, async () => {
				const { answer } = await askUntilAnswered(system);
				late.push(since() - takes);
				return answer.reasoning;
			});
			const texts = await clock.run(Promise.all(crowd));
			expect(new Set(texts)).to.deep.equal(new Set(["Why."]));
			expect(journal.calls).to.deep.equal([0]);
			// Everyone has it five seconds after it is there.
			expect(Math.max(...late)).to.be.at.most(5_000);
			// Nobody who sees the lease tries to take it.
			expect(journal.writes).to.deep.equal(new Array(500).fill(0));
			// Besides the first read of each request, 100 reads a second.
			const { looks } = journal;
			for (const from of looks) {
				const soon = looks.filter((at) => at >= from && at < from + 5_000);
				expect(soon.length, `from ${from} ms on`).to.be.at.most(500);
			}
		});
});

describe("Who waits for another's answer", () => {
	const key = cacheKey(question);
	const lease = (until: number) => ({ owner: "other", until });
	const answer = (now: number): StoredAnswer => ({
		reasoning: "Theirs.",
		cachedAt: "2024-08-01T00:00:01.000Z",
		observation: question,
		language: "en",
		model: "m",
		expires: now / 1000 + 1000,
	});
	/** What the other one does while the second sleeps. */
	const meanwhile = (
		{ clock, entries }: ReturnType<typeof setUp>,
		entry: (now: number) => Entry,
	) => clock.sleep(500).then(() => entries.set(key, entry(clock.now())));

	it("takes over when the lease runs out, and still has time to call the model", async () => {
		let deadline = 0;
		const { ask, clock, entries, journal } = setUp({
			async explain(explanation) {
				deadline = explanation.deadline;
				return { text: "Why.", model: "m", tokensIn: 0, tokensOut: 0 };
			},
		});
		entries.set(key, { lease: lease(clock.now() + 900), version: 0 });
		expect((await ask()).cached).to.equal(false);
		expect(journal.calls).to.have.length(1);
		expect(deadline - clock.now()).to.be.at.least(15_000);
	});

	it("gives up after five seconds, and is told when to come back", async () => {
		const { ask, clock, entries, journal, since } = setUp();
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		const failure = await ask().catch((error) => error);
		expect(failure).to.be.instanceOf(InProgress);
		expect(failure).to.include({ code: "in_progress", retryAfter: 4 });
		expect(since()).to.be.within(1_000, 6_000);
		expect(journal.looks).to.have.length(1);
		expect(journal.writes).to.deep.equal([]);
	});

	it("gives up at once when it has less time than that", async () => {
		const { clock, entries, start, since } = setUp();
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		const failure = await start(question, 900).catch((error) => error);
		expect(failure).to.be.instanceOf(InProgress);
		expect(since()).to.equal(0);
	});

	it("gets the answer that the other one stored", async () => {
		const system = setUp();
		const { ask, clock, entries, journal } = system;
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		meanwhile(system, (now) => ({ answer: answer(now), version: 0 }));
		const { answer: got, cached } = await ask();
		expect(got.reasoning).to.equal("Theirs.");
		expect(cached).to.equal(true);
		expect(journal.calls).to.deep.equal([]);
	});

	it("calls the model when what the other one stored is about other numbers", async () => {
		const system = setUp();
		const { ask, clock, entries, journal } = system;
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		meanwhile(system, (now) => ({
			answer: { ...answer(now), observation: { ...question, co2: 1 } },
			version: 0,
		}));
		expect((await ask()).cached).to.equal(false);
		expect(journal.calls).to.have.length(1);
	});

	it("is told the other one's failure, with its code and delay", async () => {
		const system = setUp();
		const { ask, clock, entries } = system;
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		meanwhile(system, (now) => ({
			failure: {
				code: "too_many_requests",
				reason: "quota",
				until: now + 60_000,
				refusals: 0,
			},
			version: 0,
		}));
		const failure = await ask().catch((error) => error);
		expect(failure).to.be.instanceOf(ReasoningError);
		expect(failure.code).to.equal("too_many_requests");
		expect(failure.retryAfter).to.be.within(55, 60);
	});

	it("leaves its own failure for those who wait", async () => {
		const { ask, clock, entries } = setUp({
			explain: async () => {
				throw new ModelRefused("blocked");
			},
		});
		const failure = await ask().catch((error) => error);
		expect(failure).to.include({ code: "model_refused", retryAfter: 60 });
		expect(entries.get(key)?.failure).to.deep.include({
			code: "model_refused",
			reason: "blocked",
			until: clock.now() + 60_000,
			refusals: 1,
		});
	});
});
