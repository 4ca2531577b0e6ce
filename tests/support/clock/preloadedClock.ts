// Loaded into the process of a function before its code: time passes there only
// when the test says so. Dates, timeouts and the limits of sockets follow one
// clock, which a connection to the test's FunctionsClock moves.
import { readFileSync } from "node:fs";
import { connect, Socket } from "node:net";
import { createInterface } from "node:readline";
import FakeTimers from "@sinonjs/fake-timers";

const { TEST_CLOCK_FILE = "", TEST_CLOCK_PORT } = process.env;

const test = connect(Number(TEST_CLOCK_PORT), "127.0.0.1").unref();
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
// The test is over.
test.on("error", () => {});

/** A timeout that only resolves a promise is a pause and no limit: the test is told of its end. */
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

/** Node's own limit would keep to the machine's time: https://nodejs.org/api/net.html#socketsettimeouttimeout-callback */
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
