import { expect } from "chai";
import {
	geminiAnswers,
	geminiFails,
	Harness,
} from "../../support/functionHarness.ts";
import { holdModel } from "../../support/holdModel.ts";

describe("Many who ask about one place at once", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	it("cost one model call: 200 equal answers, one of them not from the cache", async () => {
		harness.clock.holdPauses();
		const asked = Array.from({ length: 200 }, () => harness.ask());
		// The one who asks the model is answered first: the others pause.
		await Promise.race(asked);
		harness.clock.endPauses();
		const answers = await Promise.all(asked);
		expect(harness.geminiCalls).to.have.length(1);
		expect(answers.filter(({ status }) => status === 200)).to.have.length(200);
		expect(answers.filter(({ body }) => body.cached === false)).to.have.length(
			1,
		);
		const texts = new Set(
			answers.map(({ body }) => JSON.stringify({ ...body, cached: true })),
		);
		expect(texts.size).to.equal(1);
	});

	it("share a failure too", async () => {
		harness.gemini = [geminiFails(400), geminiAnswers("Better.")];
		const release = holdModel(harness);
		const first = harness.ask();
		await release.reached;
		harness.clock.holdPauses();
		const second = harness.ask();
		await harness.clock.paused();
		release.go();
		expect((await first).status).to.equal(502);
		harness.clock.endPauses();
		expect((await second).status).to.equal(502);
		expect(harness.geminiCalls).to.have.length(1);
	});
});
