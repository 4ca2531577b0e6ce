import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { Answered } from "../../../functions/reasoning/answerQuestion.ts";
import { InProgress } from "../../../functions/reasoning/errors.ts";
import { program } from "../../support/program.ts";
import { otherQuestions, question } from "../../support/questions.ts";
import { setUp } from "../../support/useCase.ts";

/** As the page does: asks again when it is told to. */
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

	it("leaves others their hits: at the API's rate, the declared ceilings bear both", async () => {
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
