import { once } from "node:events";
import { expect } from "chai";
import { listen } from "../core/http.ts";
import { close } from "../core/system.ts";
import {
	actions,
	functionStarter,
	type TestFunction,
} from "../tests/functions.ts";

describe("A call that fails", () => {
	const start = functionStarter();
	let called: TestFunction;
	before(() => {
		called = start(actions);
	});

	/** The number of calls that this environment has had before. */
	const callsBefore = async () => (await called.result()).calls;

	it("leaves its environment as it is, and writes the error to the log", async () => {
		const before = await callsBefore();
		expect(await called.failure({ action: "fail" })).to.equal(
			"RangeError: too far",
		);
		expect(await callsBefore()).to.equal(before + 2);
		const [line = ""] = await called.logged(/too far/);
		const { level, requestId, message } = JSON.parse(
			line.slice(line.indexOf("{")),
		);
		expect(level).to.equal("ERROR");
		expect(requestId).to.match(/^[\da-f-]{36}$/);
		expect(message.errorType).to.equal("RangeError");
		expect(message.stackTrace[0]).to.equal("RangeError: too far");
	});

	for (const [thrown, error] of [
		[null, "object: null"],
		["text", "string: text"],
		[{ code: 7 }, "object: [object Object]"],
	])
		it(`may throw ${JSON.stringify(thrown)}, which is not an Error`, async () => {
			const before = await callsBefore();
			const event = { action: "throw", argument: thrown };
			expect(await called.failure(event)).to.equal(error);
			expect(await callsBefore()).to.equal(before + 2);
		});

	it("may return a value that JSON cannot have", async () => {
		const before = await callsBefore();
		expect(await called.failure({ action: "circle" })).to.match(
			/^TypeError: Converting circular structure/,
		);
		expect(await callsBefore()).to.equal(before + 2);
	});
});

describe("A call that returns nothing", () => {
	const start = functionStarter();

	it("has the result null", async () => {
		const called = start("exports.handler = async () => {};");
		expect(await called.result()).to.equal(null);
	});
});

describe("An environment that ends", () => {
	const start = functionStarter();
	let called: TestFunction;
	before(() => {
		called = start(actions, { properties: { timeout: 7, memorySize: 64 } });
	});

	const endings = {
		"with process.exit": [
			{ action: "exit", argument: 3 },
			/^Runtime\.ExitError: RequestId: [\da-f-]{36} Error: Runtime exited with error: exit status 3$/,
		],
		"with process.exit(0)": [
			{ action: "exit", argument: 0 },
			/^Runtime\.ExitError: RequestId: [\da-f-]{36} Error: Runtime exited without providing a reason$/,
		],
		"by an uncaught error": [{ action: "throwLater" }, /^TypeError: later$/],
		"by an uncaught null": [{ action: "throwNothingLater" }, /^object: null$/],
		"by an unhandled rejection": [
			{ action: "reject" },
			/^Runtime\.UnhandledPromiseRejection: unseen$/,
		],
		"by an unhandled rejection of a text": [
			{ action: "rejectText" },
			/^Runtime\.UnhandledPromiseRejection: text$/,
		],
		"because it waits too long": [
			{ action: "hang" },
			/^Sandbox\.Timedout: RequestId: [\da-f-]{36} Error: Task timed out after 7\.00 seconds$/,
		],
		"because it computes too long": [
			{ action: "spin" },
			/^Sandbox\.Timedout: .* Task timed out after 7\.00 seconds$/,
		],
		"because its memory is full": [
			{ action: "fill" },
			/^Runtime\.ExitError: .* Runtime exited with error: signal: SIGABRT$/,
		],
		"because its memory is full of one array": [
			{ action: "fillAtOnce" },
			/^Runtime\.ExitError: .* Runtime exited with error: signal: SIGABRT$/,
		],
		"because its memory is full of a Buffer": [
			{ action: "keep", argument: 80 },
			/^Runtime\.ExitError: .* Runtime exited with error: signal: SIGKILL$/,
		],
		"because its memory is full while it waits": [
			{ action: "keepAndWait", argument: 80 },
			/^Runtime\.ExitError: .* Runtime exited with error: signal: SIGKILL$/,
		],
	} as const;
	for (const [how, [event, message]] of Object.entries(endings))
		it(`${how} fails its call, and the next call has a new one`, async () => {
			const begun = (await called.logged(/it begins/, 0)).length;
			const failed = called.failure(event);
			if (how.endsWith("too long")) {
				await called.logged(/it begins/, begun + 1);
				called.clock.pass(7_000);
			}
			expect(await failed).to.match(message);
			expect(await called.result()).to.deep.equal({ calls: 1 });
		});

	it("after its answer is replaced, and the log has the reason", async () => {
		const answered = await called.result({ action: "crashAfter" });
		expect(answered).to.have.property("calls");
		await called.logged(/after the answer/);
		expect(await called.result()).to.deep.equal({ calls: 1 });
	});

	it("by its time limit stops all that its code does", async () => {
		const { server, url } = await listen(() => {});
		const connected = once(server, "connection");
		const slow = start("exports.handler = () => fetch(process.env.SILENT);", {
			variables: { SILENT: url },
		});
		const failed = slow.failure();
		const [socket] = await connected;
		const closed = once(socket, "close");
		slow.clock.pass(30_000);
		expect(await failed).to.match(/^Sandbox\.Timedout/);
		await closed;
		close(server);
	});
});
