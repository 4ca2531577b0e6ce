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

describe("A request that waits for the answer of another", () => {
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
	/** Writes an entry while the request sleeps. */
	const writeLater = (
		{ clock, entries }: ReturnType<typeof setUp>,
		entry: (now: number) => Entry,
	) => clock.sleep(500).then(() => entries.set(key, entry(clock.now())));

	it("takes over a lease that runs out, and has time to call the model", async () => {
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

	it("gives up after a second read, with a Retry-After", async () => {
		const { ask, clock, entries, journal, since } = setUp();
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		const failure = await ask().catch((error) => error);
		expect(failure).to.be.instanceOf(InProgress);
		expect(failure).to.include({ code: "in_progress", retryAfter: 5 });
		expect(since()).to.be.within(1_000, 6_000);
		expect(journal.looks).to.have.length(1);
		expect(journal.writes).to.deep.equal([]);
	});

	it("waits five seconds when the lease is old", async () => {
		const { ask, clock, entries, since } = setUp();
		entries.set(key, { lease: lease(clock.now() + 12_000), version: 0 });
		await ask().catch((error) => error);
		expect(since()).to.equal(5_000);
	});

	it("gives up at once when it has no time for a second read", async () => {
		const { clock, entries, start, since } = setUp();
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		const failure = await start(question, 900).catch((error) => error);
		expect(failure).to.be.instanceOf(InProgress);
		expect(since()).to.equal(0);
	});

	it("returns the answer that the other request stored", async () => {
		const system = setUp();
		const { ask, clock, entries, journal } = system;
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		writeLater(system, (now) => ({ answer: answer(now), version: 0 }));
		const { answer: got, cached } = await ask();
		expect(got.reasoning).to.equal("Theirs.");
		expect(cached).to.equal(true);
		expect(journal.calls).to.deep.equal([]);
	});

	it("calls the model when the stored answer is about another observation", async () => {
		const system = setUp();
		const { ask, clock, entries, journal } = system;
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		writeLater(system, (now) => ({
			answer: { ...answer(now), observation: { ...question, co2: 1 } },
			version: 0,
		}));
		expect((await ask()).cached).to.equal(false);
		expect(journal.calls).to.have.length(1);
	});

	it("returns the failure of the other request, with code and delay", async () => {
		const system = setUp();
		const { ask, clock, entries } = system;
		entries.set(key, { lease: lease(clock.now() + budget.lease), version: 0 });
		writeLater(system, (now) => ({
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

	it("stores its own failure for requests that wait", async () => {
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
