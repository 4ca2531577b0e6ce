import { PassThrough } from "node:stream";
import { expect } from "chai";
import { ask, plainProgress } from "../../../tools/cli/terminal.ts";

describe("The progress of a command in a log", () => {
	const linesOf = (total: number, ...added: number[]) => {
		const lines: string[] = [];
		const progress = plainProgress({ title: "Items read", total }, (line) =>
			lines.push(line),
		);
		for (const count of added) progress.add(count);
		progress.stop();
		return lines;
	};

	it("has a line for each tenth, and one at the end", () => {
		expect(linesOf(100, 5, 5, 5, 85)).to.deep.equal([
			"Items read: 10 of 100",
			"Items read: 100 of 100",
		]);
		expect(linesOf(100, 5)).to.deep.equal(["Items read: 5 of 100"]);
		expect(linesOf(5)).to.deep.equal(["Items read: 0 of 5"]);
	});

	it("leaves out an estimated total that is too small", () => {
		expect(linesOf(0, 1, 4, 4, 1)).to.deep.equal([
			"Items read: 1",
			"Items read: 5",
			"Items read: 10",
		]);
		expect(linesOf(2, 2, 1, 1).at(-1)).to.equal("Items read: 4");
		expect(linesOf(0)).to.deep.equal([]);
	});
});

describe("A command's question", () => {
	/** Answers the question with what a user types on a terminal. */
	const answered = (typed: string) => {
		const input = new PassThrough();
		const stop = new AbortController();
		const output = new PassThrough().resume();
		const answer = ask("Forget 5 answers?", { input, output }, stop);
		input.write(typed);
		return { answer, stop };
	};

	it("is confirmed by y or yes only", async () => {
		expect(await answered("y\r").answer).to.equal(true);
		expect(await answered("Yes\r").answer).to.equal(true);
		expect(await answered("\r").answer).to.equal(false);
		expect(await answered("yesterday\r").answer).to.equal(false);
	});

	it("stops the command on Ctrl-C", async () => {
		const { answer, stop } = answered("\u0003");
		const error = await answer.catch((error: Error) => error);
		expect(error).to.be.instanceOf(Error);
		expect(stop.signal.aborted).to.equal(true);
	});
});
