import { expect } from "chai";

describe("stackTraces", () => {
	it("takes stack traces back from whoever formats them without tsx's source maps", async () => {
		Error.prepareStackTrace = () => "as Pulumi's host has it";
		await import("../../build/stackTraces.ts");
		expect(new Error("broken").stack).to.match(/stackTraces\.test\.ts:7:\d+/);
	});
});
