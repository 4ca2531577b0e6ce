import { expect } from "chai";
import { UsageError } from "../../../local/core/usageError.ts";
import { costReport } from "../../../tools/cost/command.ts";
import { declared } from "../../support/declared.ts";

const report = (line: string) =>
	costReport(line.split(" "), (stack) => declared({}, stack));

describe("npm run cost", () => {
	it("estimates the stack and the use that it is given", async () => {
		const text = await report("--stack prod --questions 5000 --hit-ratio 0.5");
		expect(text).to.match(
			/^Stack prod in USD a month: idle, and with 5,000 questions, 50 % answered from the table\.$/m,
		);
		const [, prod] = /^total +([\d.]+)/m.exec(text) ?? [];
		const [, dev] = /^total +([\d.]+)/m.exec(await report("--stack dev")) ?? [];
		expect(Number(prod)).to.be.above(Number(dev));
	});

	it("shows each price with --details only", async () => {
		expect(await report("--stack dev --details")).to.match(
			/^service +quantity/m,
		);
		expect(await report("--stack dev")).to.not.match(/quantity/);
	});

	for (const [line, message] of [
		[
			"--questions many",
			/^--questions is "many", but must be a number from 0 to 1000000000\. Try: npm run cost -- .*$/,
		],
		[
			"--hit-ratio 1.5",
			/^--hit-ratio is "1\.5", but must be a number from 0 to 1\./,
		],
		["--month 7", /^Unknown option '--month'.*Try: npm run cost -- .*$/],
	] as const)
		it(`refuses ${line} in one line`, async () => {
			const error = await report(line).catch((reason) => reason);
			expect(error).to.be.instanceOf(UsageError);
			expect(error.message).to.match(message);
		});
});
