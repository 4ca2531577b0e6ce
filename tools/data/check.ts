/** `data check`: checks whether the months of a folder can be published, and repairs them with --fix. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { checkMonth } from "../../components/storage/checkMonth.ts";
import { listDataFolder } from "../../components/storage/dataFolder.ts";
import {
	type DataProblem,
	describeProblem,
} from "../../components/storage/dataProblem.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { writeWhole } from "../cli/files.ts";
import { pathFrom } from "../cli/options.ts";
import { type Commands, Incomplete } from "../cli/run.ts";
import type { Terminal } from "../cli/terminal.ts";
import { fixMonth } from "./fixMonth.ts";
import { odditiesOf } from "./oddities.ts";

interface Options {
	fix?: string;
	leaveOut?: true;
	json?: true;
	dryRun?: true;
}

export const addCheck: Commands = (program, terminal) => {
	const path = pathFrom(terminal.folder);
	program
		.command("check")
		.description(
			"Reports every problem that prevents publishing the months of a folder.",
		)
		.argument("<dir>", "folder of anomaliesYYYYMM.geojson files", path)
		.option(
			"--fix <out>",
			"write the months to this folder, with every unambiguous problem repaired",
			path,
		)
		.option(
			"--leave-out",
			"with --fix: leave out features that cannot be repaired",
		)
		.option("--json", "print the report as JSON")
		.option("--dry-run", "with --fix: write nothing")
		.action((dir: string, options: Options) => check(dir, options, terminal));
};

interface Report {
	/** Problems that prevent publishing. */
	problems: DataProblem[];
	/** Findings that do not prevent publishing, and files that are ignored. */
	notes: DataProblem[];
	/** Files that can be published as they are. */
	right: string[];
	/** Files that --fix wrote, with the repairs in each. */
	fixed: { file: string; changes: string[] }[];
}

function check(dir: string, options: Options, terminal: Terminal): void {
	const report = examine(dir);
	if (options.fix) fix(dir, options.fix, options, report);
	if (options.json) terminal.print(JSON.stringify(report));
	else for (const line of lines(dir, report, options)) terminal.print(line);
	const fixed = new Set(report.fixed.map(({ file }) => file));
	const left = report.problems.filter(({ file }) => !fixed.has(file));
	const isPublishable = report.right.length + report.fixed.length > 0;
	if (left.length > 0 || !isPublishable) throw new Incomplete();
}

function examine(dir: string): Report {
	const { months, problems, similarNames } = listDataFolder(dir);
	const report: Report = {
		problems: [...problems],
		notes: [...similarNames],
		right: [],
		fixed: [],
	};
	for (const file of months) {
		const bytes = readFileSync(join(dir, file));
		const checked = checkMonth(file, bytes);
		report.notes.push(...odditiesOf(file, bytes));
		if ("problems" in checked) report.problems.push(...checked.problems);
		else {
			report.notes.push(...checked.warnings);
			report.right.push(file);
		}
	}
	if (months.length + report.problems.length + report.notes.length === 0)
		throw new UsageError(
			`${dir} has no months; give a folder with anomaliesYYYYMM.geojson files`,
		);
	return report;
}

function fix(
	dir: string,
	out: string,
	{ leaveOut, dryRun }: Options,
	report: Report,
): void {
	if (out === dir)
		throw new UsageError(
			`--fix ${out} is the folder itself; name another, so that nothing is lost`,
		);
	const { months, similarNames } = listDataFolder(dir);
	const taken = new Set(months);
	for (const file of [...months, ...similarNames.map(({ file }) => file)]) {
		const fixed = fixMonth(
			file,
			readFileSync(join(dir, file)),
			leaveOut === true,
		);
		if (!fixed) continue;
		const name = fixed.file;
		if (name !== file && taken.has(name)) continue;
		taken.add(name);
		if (!dryRun) writeWhole(join(out, name), fixed.json);
		const changes =
			name === file ? fixed.changes : [`renamed to ${name}`, ...fixed.changes];
		report.fixed.push({ file, changes });
	}
}

function lines(dir: string, report: Report, { dryRun }: Options): string[] {
	const { problems, notes, right, fixed } = report;
	const folder = basename(dir);
	const counted = `${right.length} of ${right.length + new Set(problems.map(({ file }) => file)).size} months can be published`;
	return [
		...problems.map((problem) => describeProblem(folder, problem)),
		...notes.map((note) => `Note: ${describeProblem(folder, note)}`),
		...fixed.map(
			({ file, changes }) =>
				`${dryRun ? "Would be written" : "Written"}: ${file}${changes.length > 0 ? `: ${changes.join("; ")}` : ""}`,
		),
		counted,
	];
}
