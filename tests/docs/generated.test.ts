import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import { Declarations } from "../../local/evaluate/declarations.ts";
import { estimate, total } from "../../tools/cost/estimate.ts";
import { withParts } from "../../tools/docs/blocks.ts";
import { documents, example } from "../../tools/docs/documents.ts";
import { program } from "../support/program.ts";
import { stackFolder } from "../support/stacks.ts";

describe("The generated documents", () => {
	it("match the program (npm run docs updates them)", async () => {
		const declared = async (stack: string) =>
			new Declarations((await program(stack)).resources);
		const made = documents({
			dev: await declared("dev"),
			prod: await declared("prod"),
			stackFolder,
		});
		expect([...made.keys()]).to.deep.equal([
			"docs/configuration.md",
			"docs/costs.md",
		]);
		for (const [file, text] of made)
			expect(readFileSync(join(root, file), "utf8"), file).to.equal(text);
	});
});

describe("README.md", () => {
	it("states the same monthly cost of prod as docs/costs.md", async () => {
		const prod = new Declarations((await program("prod")).resources);
		const { idle, inUse } = total(estimate(prod, example));
		expect(readFileSync(join(root, "README.md"), "utf8")).to.include(
			`about $${Math.round(idle)} a month idle, and $${Math.round(inUse)} with 100,000 questions`,
		);
	});
});

describe("The comparison of estimates in docs/costs.md", () => {
	it("states the numbers of the estimate", async () => {
		const declarations = new Declarations((await program("prod")).resources);
		const lines = estimate(declarations, example);
		const text = readFileSync(join(root, "docs/costs.md"), "utf8");
		const quantityOf = (price: string) => {
			const line = lines.find((one) => one.price === price);
			return [line?.idle, line?.inUse].reduce((a = 0, b = 0) => a + b, 0) ?? 0;
		};
		const usd = (amount: number) => `$${amount.toFixed(2)}`;
		const { idle, inUse } = total(lines);
		const gemini = lines.filter(({ service }) => service === "Gemini");
		const alarms = declarations.all("cloudwatch.MetricAlarm").length;
		const [read, custom] = ["alarmMetric", "customMetric"].map(quantityOf);
		for (const statement of [
			`${alarms} alarms read ${read} metrics, ${usd(0.1 * Number(read))} instead`,
			`Use adds ${usd(inUse - idle)}, of which Gemini is ${usd(total(gemini).inUse)}`,
			`${custom} custom metrics (${usd(0.3 * Number(custom))})`,
			`${quantityOf("edgeTransfer")} GB from CloudFront`,
		])
			expect(text).to.include(statement);
	});
});

describe("withParts", () => {
	const document =
		"a\n<!-- one: made by npm run docs -->\nold\n<!-- end -->\nz\n";

	it("replaces only the text between the comments", () => {
		const made = withParts(document, { one: "new" });
		expect(made).to.equal(
			"a\n<!-- one: made by npm run docs -->\n\nnew\n\n<!-- end -->\nz\n",
		);
		expect(withParts(made, { one: "new" })).to.equal(made);
	});

	it("throws for a part without a place and for a place without a part", () => {
		expect(() => withParts("a\n", { one: "new" })).to.throw(/no "<!-- one/);
		expect(() => withParts(document, {})).to.throw(/nothing generates/);
	});
});
