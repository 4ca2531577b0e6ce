import { RunError } from "@pulumi/pulumi";
import { expect } from "chai";
import { cachedBuild } from "../../build/cache.ts";

describe("cachedBuild", () => {
	const refusal = (contents: string): Error => {
		try {
			const stdin = { contents, sourcefile: "site/broken.ts" };
			cachedBuild({ stdin, outdir: "site" });
		} catch (error) {
			return error as Error;
		}
		throw new Error("nothing was refused");
	};

	it("names the position in the source, in a line that Pulumi shows unchanged", () => {
		const error = refusal("let a = 1;\nlet b = ;");
		expect(RunError.isInstance(error)).to.equal(true);
		expect(error.message).to.equal('site/broken.ts:2:9: Unexpected ";"');
		expect(error.stack).to.equal(`BrokenSource: ${error.message}`);
	});

	it("refuses sources for which esbuild has a warning", () => {
		expect(refusal("if (typeof a === 'strnig') b();").message).to.match(
			/^site\/broken\.ts:1:\d+: /,
		);
	});
});
