import { expect } from "chai";
import {
	comparison,
	decide,
	exactly,
	verdictOf,
} from "../../bench/support/benchmark.ts";

describe("The verdict on a goal", () => {
	const goals = [
		[{ atMost: 1.2 }, 1.09, 1.19, "met"],
		[{ atMost: 1.2 }, 1.09, 1.34, "open"],
		[{ atMost: 1.2 }, 1.21, 1.34, "missed"],
		[{ atLeast: 2 }, 2.1, 3, "met"],
		[{ atLeast: 2 }, 1, 3, "open"],
		[{ atLeast: 2 }, 1, 1.9, "missed"],
	] as const;
	for (const [goal, low, high, verdict] of goals)
		it(`${JSON.stringify(goal)} is ${verdict} from ${low} to ${high}`, () => {
			const value = (low + high) / 2;
			expect(verdictOf(goal, { value, low, high })).to.equal(verdict);
		});

	/** A benchmark's rounds, one list per run. */
	const runs = (...rounds: number[][]) => {
		let run = 0;
		return {
			get count() {
				return run;
			},
			run: async () => [
				comparison({
					question: "?",
					comparedWith: "another",
					unit: "ms",
					measured: (rounds[run++] ?? []).map((value) => [value]),
					compared: [[1], [1], [1]],
					goal: { atMost: 1.2 },
					note: "",
				}),
			],
		};
	};

	it("needs one run when that run decides", async () => {
		const clear = runs([1, 1, 1]);
		const [row] = await decide(clear);
		expect(row?.verdict).to.equal("met");
		expect(clear.count).to.equal(1);
	});

	it("uses the rounds of all runs when the first run does not decide", async () => {
		const close = runs([1, 1, 2], ...Array(3).fill([1, 1, 1]));
		const [row] = await decide(close);
		expect(row?.verdict).to.equal("met");
		expect(close.count).to.be.within(2, 4);
		expect(row?.measured).to.match(new RegExp(`n ${3 * close.count}$`));
	});

	it("stays undecided after four runs", async () => {
		const noisy = runs(...Array(5).fill([1, 2, 1]));
		const rows = await decide({
			run: async () => {
				const [row] = await noisy.run();
				return row ? [{ ...row, verdict: "open" }] : [];
			},
		});
		expect(rows[0]?.verdict).to.equal("open");
		expect(noisy.count).to.equal(4);
	});

	it("misses a goal for a count when one run misses it", async () => {
		const [, counted] = await decide({
			run: async () => {
				const [open] = await runs([1, 2, 1]).run();
				if (!open) throw new Error("no row");
				const answers = { calls: called++ };
				const goal = { calls: 0 };
				return [
					{ ...open, verdict: "open" },
					exactly({ question: "?", counted: answers, goal, note: "" }),
				];
			},
		});
		expect(counted?.verdict).to.equal("missed");
	});
	let called = 0;
});
