import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { Answered } from "../../../functions/reasoning/answerQuestion.ts";
import { InProgress } from "../../../functions/reasoning/errors.ts";
import { program } from "../../support/program.ts";
import { otherQuestions, question } from "../../support/questions.ts";
import { setUp } from "../../support/useCase.ts";

/** Asks again after Retry-After, as the page does. */
async function askUntilAnswered(
	{ clock, start }: ReturnType<typeof setUp>,
	admitted = async () => {},
): Promise<Answered> {
	for (;;) {
		await admitted();
		try {
			return await start(question);
		} catch (error) {
			if (!(error instanceof InProgress)) throw error;
			await clock.sleep(Number(error.retryAfter) * 1000);
		}
	}
}

describe("A crowd of 500 at one place without an answer", () => {
	for (const takes of [1_000, 3_000, 10_000, 15_000])
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
			// Everyone has the answer five seconds after it is stored.
			expect(Math.max(...late)).to.be.at.most(5_000);
			// A request that sees the lease does not try to take it.
			expect(journal.writes).to.deep.equal(new Array(500).fill(0));
			// Besides the first read of each client, 100 reads a second.
			const further = [...journal.reads.slice(500), ...journal.looks];
			const within = (from: number, milliseconds: number) =>
				further.filter((at) => at >= from && at < from + milliseconds).length;
			for (const from of further) {
				expect(within(from, 5_000), `from ${from} ms on`).to.be.at.most(500);
				// The pauses are random: six standard deviations above the mean.
				expect(within(from, 1_000), `from ${from} ms on`).to.be.at.most(160);
			}
		});

	it("leaves capacity for hits: the declared ceilings bear both at the rate of the API", async () => {
		const declared = await program();
		const { onDemandThroughput: units } = declared.inputs("storage-cache") as {
			onDemandThroughput: Record<string, number>;
		};
		const { throttleSettings: throttle } = declared.inputs(
			"api-usage-plan",
		) as {
			throttleSettings: { rateLimit: number; burstLimit: number };
		};
		const system = setUp({
			takes: 10_000,
			ceilings: {
				reads: units.maxReadRequestUnits ?? 0,
				writes: units.maxWriteRequestUnits ?? 0,
			},
		});
		const { clock, entries, start } = system;
		const [theirs] = otherQuestions as [typeof question];
		await clock.run(start(theirs));
		expect(entries.get(cacheKey(theirs))).to.have.property("answer");
		const { rateLimit, burstLimit } = throttle;
		const pause = 1000 / rateLimit;
		let last = 0;
		/** Waits until the stage admits one more request. */
		const admitted = async () => {
			const now = clock.now();
			last = Math.max(last + pause, now - burstLimit * pause);
			if (last > now) await clock.sleep(last - now);
		};
		const hits = Array.from({ length: 1_000 }, async (_, index) => {
			await clock.sleep(index * 20);
			await admitted();
			return (await start(theirs)).cached;
		});
		const crowd = Array.from({ length: 500 }, () =>
			askUntilAnswered(system, admitted),
		);
		const answers = await clock.run(Promise.all(crowd));
		expect(answers).to.have.length(500);
		expect(new Set(await clock.run(Promise.all(hits)))).to.deep.equal(
			new Set([true]),
		);
	});
});
