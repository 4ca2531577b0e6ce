/** The command line of `data ingest`. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { filled, number, pathFrom, wholeNumber } from "../../cli/options.ts";
import type { Commands } from "../../cli/run.ts";
import {
	type AnomalyParameters,
	defaults,
	type Parameters,
} from "./parameters.ts";

export const addIngest: Commands = (program, terminal) => {
	const path = pathFrom(terminal.folder);
	const command = program
		.command("ingest")
		.description(
			"Finds the anomalies in NASA's OCO-2 and OCO-3 Lite files, month by month.",
		)
		.argument(
			"<files...>",
			"oco2_LtCO2_*.nc4 and oco3_LtCO2_*.nc4 files, or folders that contain them",
			(text, others: string[] = []) => [...others, path(text)],
		)
		.requiredOption("--out <dir>", "output folder of the months", path)
		.option(
			"--state <dir>",
			"folder for the intermediate results of each file; default: .ingest in the --out folder",
			path,
		)
		.option(
			"--workers <n>",
			"number of reader threads; default: the number of processors",
			wholeNumber(1, 256),
		)
		.option(
			"--licence <name>",
			"licence of the months, as an SPDX identifier; the default is NASA's licence",
			filled,
			"CC0-1.0",
		);
	addParameters(command)
		.option("--json", "print what was done as JSON")
		.option("--dry-run", "read and write nothing")
		.action(async (files: string[], options: Options) => {
			const { ingest } = await import("./ingest.ts");
			const { out, state, workers, licence, json, dryRun, ...parameters } =
				options;
			await ingest(
				files,
				{
					out,
					state: state ?? join(out, ".ingest"),
					workers: workers ?? availableParallelism(),
					licence,
					json: json === true,
					dryRun: dryRun === true,
					parameters,
				},
				terminal,
			);
		});
};

interface Options extends Parameters {
	out: string;
	state?: string;
	workers?: number;
	licence: string;
	json?: true;
	dryRun?: true;
}

/** parameters.ts gives the reasons for the defaults. */
function addParameters(command: Command): Command {
	const least = wholeNumber(1, 1_000_000);
	const zscore = number(0, 1_000);
	return command
		.option("--cell <degrees>", "edge of a cell", divisor, defaults.cell)
		.option("--band <degrees>", "height of a band", divisor, defaults.band)
		.option(
			"--quality <flag>",
			"xco2_quality_flag of good soundings",
			wholeNumber(0, 127),
			defaults.quality,
		)
		.option(
			"--least-soundings <n>",
			"minimum number of good soundings per cell and day",
			least,
			defaults.leastSoundings,
		)
		.option(
			"--least-band-soundings <n>",
			"minimum number of good soundings per band and day",
			least,
			defaults.leastBandSoundings,
		)
		.option(
			"--reference <years>",
			"reference years, of which the same month is used: before, others, or a range such as 2019-2022",
			reference,
			defaults.reference,
		)
		.option(
			"--least-reference <n>",
			"minimum number of reference days for a cell to have its own spread",
			least,
			defaults.leastReference,
		)
		.option(
			"--least-spread <ppm>",
			"lower limit of the spread",
			number(0.001, 100),
			defaults.leastSpread,
		)
		.option("--low <z>", "minimum z-score of an anomaly", zscore, defaults.low)
		.option("--medium <z>", "minimum for medium", zscore, defaults.medium)
		.option("--high <z>", "minimum for high", zscore, defaults.high)
		.option(
			"--least-days <n>",
			"minimum number of days in the month with a z-score of at least --low",
			wholeNumber(1, 31),
			defaults.leastDays,
		)
		.option("--limit <n>", "maximum per month; default: all", least);
}

function divisor(text: string): number {
	const value = number(0.1, 90)(text);
	const parts = 180 / value;
	if (Math.abs(parts - Math.round(parts)) < 1e-9) return value;
	throw new InvalidArgumentError("It must be a part of 180 degrees, as 0.5.");
}

function reference(text: string): AnomalyParameters["reference"] {
	if (text === "before" || text === "others") return text;
	const [, from, to] = /^(\d{4})-(\d{4})$/.exec(text) ?? [];
	if (from && to && from <= to) return { from: Number(from), to: Number(to) };
	throw new InvalidArgumentError(
		"It must be before, others, or years as 2019-2022.",
	);
}
