/** `npm run canary`: deploys a stack, watches the new version, and finishes the release or rolls it back. */
import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import { root } from "../../build/projectRoot.ts";
import { edgeRegion } from "../../components/edgeRegion.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { stackConfig } from "../local.ts";
import { criticalAlarms } from "./alarms.ts";
import { canary } from "./canary.ts";
import { probeOf } from "./probe.ts";
import { type Pulumi, Release } from "./release.ts";

const usage = "npm run canary -- --stack prod --weight 0.1 --minutes 15";

/** Alarms evaluate periods of five minutes; a check in between is free. */
const checkInterval = 30_000;
const probesPerCheck = 5;

function options() {
	const given = parse();
	const number = (name: "weight" | "minutes", min: number, max: number) => {
		const value = Number(given[name]);
		if (!(value >= min && value <= max))
			throw new UsageError(
				`--${name} is ${JSON.stringify(given[name])}, but must be a number from ${min} to ${max}. Try: ${usage}`,
			);
		return value;
	};
	return {
		stack: given.stack,
		weight: number("weight", 0.01, 1),
		minutes: number("minutes", 1, 120),
	};
}

function parse() {
	try {
		return parseArgs({
			options: {
				stack: { type: "string", default: "prod" },
				weight: { type: "string", default: "0.1" },
				minutes: { type: "string", default: "15" },
			},
		}).values;
	} catch (error) {
		throw new UsageError(`${(error as Error).message}. Try: ${usage}`);
	}
}

/** Runs the Pulumi CLI of the project's package and prints its progress. */
function pulumiOf(stack: string): Pulumi {
	const run = promisify(execFile);
	return async (...args) => {
		const command = ["--no-install", "pulumi", ...args, "--stack", stack];
		console.log(`$ npx ${command.slice(1).join(" ")}`);
		const maxBuffer = 64 * 1024 * 1024;
		const { stdout } = await run("npx", command, {
			cwd: root,
			maxBuffer,
		});
		if (args[0] === "up") console.log(stdout);
		return stdout;
	};
}

async function main(): Promise<void> {
	const { stack, weight, minutes } = options();
	const { values } = stackConfig(stack);
	const region = values["aws:region"] ?? edgeRegion;
	const pulumi = pulumiOf(stack);
	let probe: Awaited<ReturnType<typeof probeOf>> | undefined;
	const outcome = await canary({
		release: new Release(pulumi),
		weight,
		alarms: criticalAlarms(stack, [region, edgeRegion]),
		async probe() {
			probe ??= await probeOf((await pulumi("stack", "output", "url")).trim());
			return probe.ask();
		},
		probesPerCheck,
		pause: () => setTimeout(checkInterval),
		checks: Math.ceil((60_000 * minutes) / checkInterval),
		log: console.log,
	});
	if (outcome === "rolled back" || outcome === "refused") process.exitCode = 1;
}

try {
	await main();
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	console.error(error.message);
	process.exitCode = 2;
}
