/** The arguments of `data ingest`. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { number, pathFrom, wholeNumber } from "../../cli/options.ts";
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
			"oco2_LtCO2_*.nc4, oco3_LtCO2_*.nc4, or folders of them",
			(text, others: string[] = []) => [...others, path(text)],
		)
		.requiredOption("--out <dir>", "where the months are written", path)
		.option(
			"--state <dir>",
			"what is kept of each file; .ingest in the folder of --out when left out",
			path,
		)
		.option(
			"--workers <n>",
			"threads that read; as many as there are processors when left out",
			wholeNumber(1, 256),
		)
		.option(
			"--licence <name>",
			"of the months, as an SPDX identifier; NASA's own when left out",
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

/** The reasons of the defaults are in parameters.ts. */
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
			"of a cell and a day",
			least,
			defaults.leastSoundings,
		)
		.option(
			"--least-band-soundings <n>",
			"of a band and a day",
			least,
			defaults.leastBandSoundings,
		)
		.option(
			"--reference <years>",
			"years of the baseline, the same month of each: before, others, or as 2019-2022",
			reference,
			defaults.reference,
		)
		.option(
			"--least-reference <n>",
			"days of the reference with which a cell has a spread of its own",
			least,
			defaults.leastReference,
		)
		.option(
			"--least-spread <ppm>",
			"no spread is taken to be less",
			number(0.001, 100),
			defaults.leastSpread,
		)
		.option("--low <z>", "least z-score of an anomaly", zscore, defaults.low)
		.option("--medium <z>", "of severity medium", zscore, defaults.medium)
		.option("--high <z>", "of severity high", zscore, defaults.high)
		.option(
			"--least-days <n>",
			"days of the month on which a cell stands out",
			wholeNumber(1, 31),
			defaults.leastDays,
		)
		.option("--limit <n>", "anomalies of a month; all when left out", least);
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
