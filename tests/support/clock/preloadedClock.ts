// Preloaded into a function's process, so that time passes there only when the
// test moves it. Dates, timers and socket timeouts follow one clock, which the
// test's FunctionsClock moves through a connection.
import { readFileSync } from "node:fs";
import { connect, Socket } from "node:net";
import { createInterface } from "node:readline";
import FakeTimers from "@sinonjs/fake-timers";

const { TEST_CLOCK_FILE = "", TEST_CLOCK_PORT } = process.env;

const test = connect(Number(TEST_CLOCK_PORT), "127.0.0.1").setNoDelay().unref();
const clock = FakeTimers.install({
	now: Number(readFileSync(TEST_CLOCK_FILE, "utf8")),
	toFake: ["Date", "performance", "setTimeout", "clearTimeout"],
});
createInterface(test)
	.on("line", (now) => {
		clock.tick(Math.max(0, Number(now) - clock.now));
		test.write(`=${clock.now}\n`);
	})
	.on("error", () => {});
// The connection breaks when the test is over.
test.on("error", () => {});

/** A timer that only resolves a promise is a pause, not a time limit. The test learns when it ends. */
const isPause = (run: { name: string }) =>
	run.name === "" &&
	Function.prototype.toString.call(run).includes("[native code]");

const { setTimeout: wait } = globalThis;
globalThis.setTimeout = Object.assign((...args: Parameters<typeof wait>) => {
	const timer = wait(...args);
	const [run, milliseconds = 0] = args;
	if (isPause(run)) test.write(`${clock.now + milliseconds}\n`);
	return timer;
}, wait);

/** Replaces Node.js's own timeout, which follows the machine's clock: https://nodejs.org/api/net.html#socketsettimeouttimeout-callback */
const limits = new WeakMap<Socket, ReturnType<typeof setTimeout>>();
Socket.prototype.setTimeout = function (milliseconds, whenOver) {
	clearTimeout(limits.get(this));
	Object.assign(this, { timeout: milliseconds });
	if (milliseconds > 0) {
		if (whenOver) this.once("timeout", whenOver);
		const end = () => this.emit("timeout");
		limits.set(this, setTimeout(end, milliseconds));
	} else if (whenOver) this.removeListener("timeout", whenOver);
	return this;
};
