import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import {
	InProgress,
	ModelRefused,
	ReasoningError,
} from "../../../functions/reasoning/errors.ts";
import { budget } from "../../../functions/reasoning/pendingQuestion.ts";
import type {
	Entry,
	StoredAnswer,
} from "../../../functions/reasoning/ports.ts";
import { question } from "../../support/questions.ts";
import { setUp } from "../../support/useCase.ts";

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
