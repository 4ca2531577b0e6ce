import { expect } from "chai";

describe("stackTraces", () => {
	it("restores Node.js's stack traces, which know tsx's source maps", async () => {
		Error.prepareStackTrace = () => "as Pulumi's host has it";
		// Another test of this process may have loaded the module already.
		const anew = "?anew";
		await import(`../../build/stackTraces.ts${anew}`);
		expect(new Error("broken").stack).to.match(/stackTraces\.test\.ts:9:\d+/);
	});
});
