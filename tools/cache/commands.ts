/** The commands of `npm run cache`; each loads what it needs when it is called. */
import { InvalidArgumentError } from "commander";
import { month, number, pathFrom, wholeNumber } from "../cli/options.ts";
import type { Commands } from "../cli/run.ts";
import { addStackOptions } from "../cli/stack.ts";
import type { ExportOptions } from "./export.ts";
import type { ForgetOptions } from "./forget.ts";
import type { ImportOptions } from "./import.ts";
import type { WarmOptions } from "./warm.ts";

export const cacheCommands: Commands = (program, terminal) => {
	program.description("The answers of a stack: out, in, counted, made.");
	for (const add of [addImport, addExport, addStats, addForget, addWarm])
		add(program, terminal);
};

const addImport: Commands = (program, terminal) => {
	const command = program
		.command("import")
		.description(
			"Writes answers into the table: what cache export wrote, or the cache.json of the earlier system. Nothing newer is overwritten.",
		)
		.argument("<file>", "to read", pathFrom(terminal.folder));
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
			"Writes every answer that has not expired as JSON lines; called again after a stop, it goes on.",
		)
		.argument("<file>", "to write", pathFrom(terminal.folder));
	addStackOptions(command)
		.option(
			"--segments <n>",
			"parts of the table that are read at once",
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
		program.command("stats").description("Counts what the table holds."),
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
		.description("Deletes answers that were found wrong, after a question.")
		.option("--place <lat,lon>", "degrees, as 35.68,139.65", place)
		.option("--within <degrees>", "around the place", number(0, 180), 0.01)
		.option("--month <month>", "of the observations, as 2023-06", month)
		.option("--model <id>", "that answered");
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
			"Asks for every published observation without an answer; tells the cost first, and asks.",
		)
		.option("--month <month>", "of the observations, as 2023-06", month)
		.option(
			"--rate <n>",
			"questions a second; 5, or half of what the stack admits, when left out",
			number(0.01, 1_000),
		);
	addStackOptions(command)
		.option("--yes", "do not ask")
		.option("--json", "print what was done as JSON")
		.option("--dry-run", "tell the cost, and ask for nothing")
		.action(async (options: WarmOptions) => {
			const { warm } = await import("./warm.ts");
			await warm(options, terminal);
		});
};
