import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import { stateOf } from "../tests/declare.ts";
import { distributionOf } from "../tests/edge.ts";
import { broken, edgeFunctions } from "../tests/edgeFunctions.ts";

/** The watchdog follows the real clock, so only functions that never end have a short limit. */
const endless = { edgeTimeout: 500 };

describe("An edge function", () => {
	const { edges, withCode, withBody, failed, printed } = edgeFunctions();

	describe("fails in its sandbox if it", () => {
		for (const [what, body] of [
			["throws", 'throw new Error("no");'],
			["calls setTimeout", "setTimeout(handler, 1);"],
			["loads a module", 'require("fs");'],
			["uses the process", "process.exit();"],
			["evaluates text", 'eval("1");'],
			["makes a function of text", 'new Function("return 1")();'],
			[
				"leaves the sandbox by constructors",
				'event.constructor.constructor("return process")().exit();',
			],
			[
				"leaves the sandbox by the global object",
				'globalThis.constructor.constructor("return process")().exit();',
			],
			["recurses without end", "return handler(event);"],
		] as const)
			it(what, async () => {
				expect(await failed(await withBody(body))).to.equal(broken);
			});

		it("loops without end", async () => {
			const edge = await withBody("while (true) {}", endless);
			expect(await failed(edge)).to.equal(broken);
		});

		it("waits without end", async () => {
			const edge = await withCode(
				"async function handler(event) { while (true) await null; }",
				endless,
			);
			expect(await failed(edge)).to.equal(broken);
		});

		it("throws for one request, and not for the next", async () => {
			const edge = await withBody(
				'if (request.headers.bad) throw new Error("bad"); return request;',
			);
			expect(await failed(edge, { headers: { bad: "1" } })).to.equal(broken);
			expect((await edge.send("/api/x")).status).to.equal(200);
		});
	});

	it("may write to its log", async () => {
		const edge = await withBody('console.log("here"); return request;');
		expect((await edge.send("/api/x")).status).to.equal(200);
	});

	it("has its error printed once, and hidden from viewers", async () => {
		const edge = await withBody('throw new Error("because");');
		const { body } = await edge.send("/api/x");
		expect(body).not.to.include("because");
		await edge.send("/api/x");
		expect(printed).to.have.length(1);
		expect(printed[0]).to.match(/viewer-request.*Error: because/);
		expect(printed[0]).not.to.include("\n");
	});

	describe("is refused at start", () => {
		for (const [what, change, words, options] of [
			[
				"with more than 10 KB",
				{ code: `function handler() {} // ${"x".repeat(10_220)}` },
				/10\d\d\d bytes/,
			],
			[
				"when it is not JavaScript",
				{ code: "function handler( {" },
				/SyntaxError/,
			],
			["without a handler", { code: "function other() {}" }, /handler/],
			["when it throws at once", { code: "throw new Error('why')" }, /why/],
			["when it loops at once", { code: "for (;;);" }, /timed out/, endless],
			[
				"when it reads the query",
				{ code: "function handler(event) { event.request.querystring; }" },
				/names querystring/,
			],
		] as const)
			it(what, async () => {
				const start = edges.start((declarations) => {
					const declared = stateOf(declarations, "viewer-request");
					Object.assign(declared, change);
				}, options);
				const error = await start.catch((thrown) => thrown);
				expect(error).to.be.instanceOf(UsageError);
				expect(error.message)
					.to.match(words)
					.and.match(/viewer-request/);
			});

		for (const [what, ...more] of [
			["for another event than viewer-request", "viewer-response"],
			["for more than one event", "viewer-request", "viewer-response"],
		] as const)
			it(what, async () => {
				const start = edges.start((declarations) => {
					const [api] = distributionOf(declarations).orderedCacheBehaviors;
					const [declared] = (api?.functionAssociations ?? []) as object[];
					Object.assign(api ?? {}, {
						functionAssociations: more.map((eventType) => ({
							...declared,
							eventType,
						})),
					});
				});
				const error = await start.catch((thrown) => thrown);
				expect(error).to.be.instanceOf(UsageError);
				expect(error.message).to.match(/viewer-response/);
			});
	});

	it("may have 10 KB", async () => {
		const code = "function handler(event) { return event.request; }";
		await withCode(code + " ".repeat(10 * 1024 - code.length));
	});
});
