import { expect } from "chai";
import {
	geminiAnswers,
	geminiFails,
	Harness,
} from "../../support/functionHarness.ts";

describe("Many who ask about one place at once", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.start();
	});
	afterEach(() => harness.stop());

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
		const release = holdFirst(harness);
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

/** Keeps Gemini's first answer back until it is told to go. */
function holdFirst(harness: Harness) {
	const [answer, ...rest] = harness.gemini;
	let reach = () => {};
	let go = () => {};
	const reached = new Promise<void>((resolve) => {
		reach = resolve;
	});
	const released = new Promise<void>((resolve) => {
		go = resolve;
	});
	harness.gemini = [
		(reply, call) => {
			reach();
			released.then(() => answer?.(reply, call));
		},
		...rest,
	];
	return { reached, go: () => go() };
}
