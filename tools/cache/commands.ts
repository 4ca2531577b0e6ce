/** The commands of `npm run cache`. Each command loads its modules only when it runs. */
import { InvalidArgumentError } from "commander";
import {
	filled,
	month,
	number,
	pathFrom,
	wholeNumber,
} from "../cli/options.ts";
import type { Commands } from "../cli/run.ts";
import { addStackOptions } from "../cli/stack.ts";
import type { ExportOptions } from "./export.ts";
import type { ForgetOptions } from "./forget.ts";
import type { ImportOptions } from "./import.ts";
import type { WarmOptions } from "./warm.ts";

export const cacheCommands: Commands = (program, terminal) => {
	program.description(
		"Exports, imports, counts, deletes and creates the cached answers of a stack.",
	);
	for (const add of [addImport, addExport, addStats, addForget, addWarm])
		add(program, terminal);
};

const addImport: Commands = (program, terminal) => {
	const command = program
		.command("import")
		.description(
			"Writes answers into the table, from a file of cache export or from the cache.json of the earlier system. Never overwrites a newer answer.",
		)
		.argument("<file>", "file to read", pathFrom(terminal.folder));
	addStackOptions(command)
		.option("--json", "print what was done as JSON")
		.option("--dry-run", "write nothing")
		.action(async (file: string, options: ImportOptions) => {
			const { importAnswers } = await import("./import.ts");
			await importAnswers(file, options, terminal);
		});
};

const addExport: Commands = (program, terminal) => {
	const command = program
		.command("export")
		.description(
			"Writes every answer that has not expired as JSON lines. If it was stopped, run it again to continue.",
		)
		.argument("<file>", "file to write", pathFrom(terminal.folder));
	addStackOptions(command)
		.option(
			"--segments <n>",
			"number of table segments to read in parallel",
			wholeNumber(1, 64),
			4,
		)
		.option("--json", "print what was done as JSON")
		.action(async (file: string, options: ExportOptions) => {
			const { exportAnswers } = await import("./export.ts");
			await exportAnswers(file, options, terminal);
		});
};

const addStats: Commands = (program, terminal) => {
	addStackOptions(
		program.command("stats").description("Counts the items of the table."),
	)
		.option("--json", "print as JSON")
		.action(async (options) => {
			const { stats } = await import("./stats.ts");
			await stats(options, terminal);
		});
};

const addForget: Commands = (program, terminal) => {
	const command = program
		.command("forget")
		.description("Deletes wrong answers, after a confirmation.")
		.option(
			"--place <lat,lon>",
			"latitude and longitude in degrees, such as 35.68,139.65",
			place,
		)
		.option(
			"--within <degrees>",
			"maximum distance from the place",
			number(0, 180),
			0.01,
		)
		.option("--month <month>", "of the observations, as 2023-06", month)
		.option("--model <id>", "model that wrote the answers", filled);
	addStackOptions(command)
		.option("--yes", "do not ask")
		.option("--json", "print what was done as JSON")
		.option("--dry-run", "delete nothing")
		.action(async (options: ForgetOptions) => {
			const { forget } = await import("./forget.ts");
			await forget(options, terminal);
		});
};

function place(text: string): { lat: number; lon: number } {
	const [lat, lon, ...others] = text.split(",").map(Number);
	if (
		lat !== undefined &&
		lon !== undefined &&
		others.length === 0 &&
		Math.abs(lat) <= 90 &&
		Math.abs(lon) <= 180
	)
		return { lat, lon };
	throw new InvalidArgumentError(
		"It must be a latitude and a longitude, as 35.68,139.65.",
	);
}

const addWarm: Commands = (program, terminal) => {
	const command = program
		.command("warm")
		.description(
			"Requests an answer for every published observation that has none. Prints the cost and asks for confirmation first.",
		)
		.option("--month <month>", "of the observations, as 2023-06", month)
		.option(
			"--rate <n>",
			"requests per second; default: 5, or half of what the stack admits if that is less",
			number(0.01, 1_000),
		);
	addStackOptions(command)
		.option("--yes", "do not ask")
		.option("--json", "print what was done as JSON")
		.option("--dry-run", "print the cost and request nothing")
		.action(async (options: WarmOptions) => {
			const { warm } = await import("./warm.ts");
			await warm(options, terminal);
		});
};
