import { expect } from "chai";
import { plainProgress } from "../../../tools/cli/terminal.ts";

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
	});

	it("takes what is done as the total when the estimate was too low", () => {
		expect(linesOf(0, 3).at(-1)).to.equal("Items read: 3 of 3");
	});
});
