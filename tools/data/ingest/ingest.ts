/** `data ingest`: converts NASA's files to months of anomalies. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../../local/core/usageError.ts";
import { writeWhole } from "../../cli/files.ts";
import { Incomplete } from "../../cli/run.ts";
import type { Terminal } from "../../cli/terminal.ts";
import { chooseFiles, type Skipped } from "./chooseFiles.ts";
import { makeMonths, monthsOf, textOf } from "./months.ts";
import type { Parameters } from "./parameters.ts";
import { readAll } from "./readerThreads.ts";
import { State } from "./state.ts";

export interface IngestOptions {
	out: string;
	state: string;
	parameters: Parameters;
	licence: string;
	workers: number;
	json: boolean;
	dryRun: boolean;
}

interface Report {
	/** Number of files that this run read, and that earlier runs read. */
	read: number;
	known: number;
	skipped: Skipped[];
	/** Number of good soundings in the files that this run read. */
	soundings: number;
	months: { file: string; anomalies: number; isChanged: boolean }[];
}

export async function ingest(
	paths: string[],
	options: IngestOptions,
	terminal: Terminal,
): Promise<void> {
	checkThresholds(options.parameters);
	const state = new State(options.state, options.parameters);
	const { tasks, skipped, known } = chooseFiles(paths, state);
	if (tasks.length + known + skipped.length + state.list().length === 0)
		throw new UsageError(
			`${paths.join(", ")} has no Lite files; give files named as oco3_LtCO2_230620_B11072Ar_240915221544s.nc4, or their folder`,
		);
	const report: Report = { read: 0, known, skipped, soundings: 0, months: [] };
	if (options.dryRun) {
		report.read = tasks.length;
		printReport(report, options, terminal);
		return;
	}
	state.begin();
	const progress = terminal.progress({
		title: "Files read",
		total: tasks.length,
	});
	try {
		await readAll(tasks, {
			...options,
			signal: terminal.signal,
			onReply({ path }, reply) {
				progress.add();
				if ("unusable" in reply)
					skipped.push({ file: path, reason: reply.unusable });
				else {
					report.read++;
					report.soundings += reply.used;
				}
			},
		});
	} finally {
		progress.stop();
	}
	writeMonths(state, options, terminal, report);
	printReport(report, options, terminal);
	if (skipped.length > 0) throw new Incomplete();
}

function checkThresholds({ low, medium, high }: Parameters): void {
	if (low <= medium && medium <= high) return;
	throw new UsageError(
		`--low ${low}, --medium ${medium} and --high ${high} must not fall; give them in this order`,
	);
}

function writeMonths(
	state: State,
	options: IngestOptions,
	{ signal, progress }: Terminal,
	report: Report,
): void {
	const total = monthsOf(state).length;
	const made = progress({ title: "Months made", total });
	try {
		for (const { name, month } of makeMonths(state, options)) {
			signal.throwIfAborted();
			const file = join(options.out, `anomalies${name}.geojson`);
			const text = textOf(month);
			const isChanged = text !== readIfThere(file);
			if (isChanged) writeWhole(file, text);
			const anomalies = month.features.length;
			report.months.push({ file, anomalies, isChanged });
			made.add();
		}
	} finally {
		made.stop();
	}
	report.months.sort((a, b) => (a.file < b.file ? -1 : 1));
}

function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

function printReport(
	report: Report,
	{ json, dryRun }: IngestOptions,
	terminal: Terminal,
): void {
	report.skipped.sort((a, b) => (a.file < b.file ? -1 : 1));
	for (const { file, reason } of report.skipped)
		terminal.log(`Skipped: ${file} ${reason}`);
	if (json) {
		terminal.print(JSON.stringify(report));
		return;
	}
	const { read, known, skipped, soundings, months } = report;
	terminal.print(
		dryRun
			? `${read} files would be read, ${known} are known, ${skipped.length} would be skipped`
			: `${read} files read with ${soundings} good soundings, ${known} known, ${skipped.length} skipped`,
	);
	for (const { file, anomalies, isChanged } of months)
		terminal.print(
			`${file}: ${anomalies} anomalies${isChanged ? "" : ", unchanged"}`,
		);
}
