import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { functionStarter } from "../tests/functions.ts";
import { Lines } from "../tests/lines.ts";
import { ManualClock } from "../tests/manualClock.ts";
import { Environment, writeRuntime } from "./environment.ts";

describe("Code that does not load", () => {
	const start = functionStarter();

	const broken = {
		"throws an error": [
			'throw new RangeError("no such month");',
			"RangeError: no such month",
		],
		"throws undefined": ["throw undefined;", "undefined: undefined"],
		"is not JavaScript": [
			"exports.handler = async => {{",
			/^Runtime\.UserCodeSyntaxError: /,
		],
		"needs a missing module": [
			'require("not-there");',
			/^Runtime\.ImportModuleError: Cannot find module 'not-there'/,
		],
		"exports no handler": [
			"exports.other = () => {};",
			"Runtime.HandlerNotFound: index.handler is undefined or not exported",
		],
		"ends the process": [
			"process.exit(2);",
			"Runtime.ExitError: Runtime exited with error: exit status 2",
		],
	} as const;
	for (const [how, [code, error]] of Object.entries(broken))
		it(`because it ${how} fails each call, and the log has the reason`, async () => {
			const called = start(code);
			for (const count of [1, 2]) {
				const failure = await called.failure();
				if (error instanceof RegExp) expect(failure).to.match(error);
				else expect(failure).to.equal(error);
				const lines = await called.logged(/"level":"ERROR"/, count);
				expect(lines).to.have.length(count);
			}
		});

	it("in time is ended", async () => {
		const taskRoot = mkdtempSync(join(tmpdir(), "slow-start-"));
		writeFileSync(
			join(taskRoot, "index.js"),
			'require("fs").writeSync(1, "it begins\\n"); for (;;);',
		);
		const failures: string[] = [];
		const lines = new Lines<string>();
		const clock = new ManualClock();
		const environment = new Environment({
			runtime: writeRuntime(taskRoot),
			taskRoot,
			handler: "index.handler",
			variables: {},
			memoryMb: 64,
			timeoutSeconds: 60,
			initSeconds: 10,
			clock,
			log: (line) => lines.add(line),
			logFailure: ({ errorMessage }) => failures.push(errorMessage),
		});
		const call = { payload: "{}", requestId: "", traceId: "" };
		const ended = environment.invoke({ ...call, functionArn: "" });
		await lines.until(() => true);
		clock.pass(10_000);
		const { error } = await ended;
		expect(error?.errorMessage).to.equal("Task timed out after 10.00 seconds");
		expect(failures).to.deep.equal([error?.errorMessage]);
		rmSync(taskRoot, { recursive: true });
	});
});
