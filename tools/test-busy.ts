/** `npm run test:busy`: runs all tests repeatedly while other processes keep the machine busy. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { root } from "../build/projectRoot.ts";

const usage = "npm run test:busy -- [--runs 10] [--loops 4] [--one-core]";

/** Keeps a core busy until standard input closes, which happens when this process ends, or for an hour. */
const busyLoop = `
	const end = Date.now() + 3_600_000;
	process.stdin.on("end", () => process.exit()).resume();
	(function compute() {
		const pause = Date.now() + 50;
		while (Date.now() < pause);
		if (pause < end) setImmediate(compute);
		else process.exit();
	})();
`;

function readCount(name: string, text: string, least: number): number {
	const count = Number(text);
	if (Number.isInteger(count) && count >= least) return count;
	console.error(`--${name} ${text} must be a whole number from ${least}`);
	process.exit(1);
}

function readArguments() {
	try {
		const { values } = parseArgs({
			options: {
				runs: { type: "string", default: "10" },
				loops: { type: "string", default: "4" },
				"one-core": { type: "boolean", default: false },
			},
		});
		return {
			runs: readCount("runs", values.runs, 1),
			loops: readCount("loops", values.loops, 0),
			oneCore: values["one-core"],
		};
	} catch (error) {
		console.error(`${(error as Error).message} (${usage})`);
		process.exit(1);
	}
}

/** Runs the tests once; their output is shown when they fail. */
async function runTests(oneCore: boolean): Promise<boolean> {
	const mocha = [
		"node_modules/mocha/bin/mocha.js",
		"{tests,local}/**/*.test.ts",
	];
	// https://man7.org/linux/man-pages/man1/taskset.1.html
	const [command = "", ...args] = [
		...(oneCore ? ["taskset", "-c", "0"] : []),
		process.execPath,
		...mocha,
	];
	const tests = spawn(command, args, {
		cwd: root,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [tests.stdout, tests.stderr])
		stream.on("data", (text) => {
			output += text;
		});
	const [status] = await once(tests, "close").catch((error) => {
		console.error(
			`${error.message}; --one-core needs taskset, which Linux has`,
		);
		process.exit(1);
	});
	if (status !== 0) console.log(output);
	return status === 0;
}

const { runs, loops, oneCore } = readArguments();
const busy: ChildProcess[] = Array.from({ length: loops }, () =>
	spawn(process.execPath, ["-e", busyLoop], {
		stdio: ["pipe", "ignore", "inherit"],
	}),
);
let failed = 0;
for (let run = 1; run <= runs; run++) {
	const from = performance.now();
	const isGreen = await runTests(oneCore);
	if (!isGreen) failed++;
	const seconds = Math.round((performance.now() - from) / 1000);
	console.log(`run ${run}: ${isGreen ? "green" : "red"} after ${seconds} s`);
}
for (const { stdin } of busy) stdin?.end();
console.log(
	`${runs - failed} of ${runs} runs were green, with ${loops} busy loops${oneCore ? " on one core" : ""}`,
);
process.exitCode = failed === 0 ? 0 : 1;
