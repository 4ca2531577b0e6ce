/** Child process: runs the commands of tools/ and what they are compared with. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import h5wasm, { type Dataset } from "h5wasm/node";
import { runCommand } from "../../tests/support/command.ts";
import { cacheCommands } from "../../tools/cache/commands.ts";
import type { Commands } from "../../tools/cli/run.ts";
import { dataCommands } from "../../tools/data/commands.ts";
import { serveFunctions } from "./remote.ts";

/** Milliseconds of a command; throws when it fails. */
async function time(commands: Commands, args: string[]): Promise<number> {
	const started = performance.now();
	const { status, log } = await runCommand(commands, args, { yes: true });
	const took = performance.now() - started;
	if (status !== 0) throw new Error(log);
	return took;
}

const timeData = (args: string[]) => time(dataCommands, args);
const timeCache = (args: string[]) => time(cacheCommands, args);

/** The variables that the ingest reads. */
const arrays = [
	"latitude",
	"longitude",
	"xco2",
	"xco2_uncertainty",
	"xco2_quality_flag",
];

/** Milliseconds to read the same arrays of all files of a folder. */
async function timeReading(folder: string): Promise<number> {
	await h5wasm.ready;
	const started = performance.now();
	for (const name of readdirSync(folder)) {
		const file = new h5wasm.File(join(folder, name), "r");
		for (const array of arrays) (file.get(array) as Dataset).value;
		file.close();
	}
	return performance.now() - started;
}

/** Peak memory of this process, bytes. */
const mostMemory = () => process.resourceUsage().maxRSS * 1024;

const functions = { timeData, timeCache, timeReading, mostMemory };
export type ToolFunctions = typeof functions;

serveFunctions(functions);
