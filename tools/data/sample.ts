/** `data sample`: writes the sample months of site/data. */
import { join, resolve } from "node:path";
import { writeWhole } from "../cli/files.ts";
import { month, pathFrom } from "../cli/options.ts";
import type { Commands } from "../cli/run.ts";
import { sampleMonth } from "./sampleModel.ts";

const published = ["202407", "202410", "202501"];

export const addSample: Commands = (program, terminal) => {
	program
		.command("sample")
		.description(
			`Writes synthetic months, which are the same on any machine. Default months: ${published.join(", ")}.`,
		)
		.argument(
			"[months...]",
			"months such as 2024-07",
			(text, others: string[] = []) => [...others, month(text)],
		)
		.option(
			"--out <dir>",
			"output folder; default: site/data",
			pathFrom(terminal.folder),
		)
		.option("--json", "print the files as JSON")
		.option("--dry-run", "write nothing")
		.action((months: string[], { out, json, dryRun }: Options) => {
			const folder = out ?? resolve(terminal.folder, "site/data");
			const chosen = months.length > 0 ? months : published;
			const files = chosen.map((name) => {
				const file = join(folder, `anomalies${name}.geojson`);
				const content = `${JSON.stringify(sampleMonth(name), null, "\t")}\n`;
				if (!dryRun) writeWhole(file, content);
				return file;
			});
			terminal.print(json ? JSON.stringify({ files }) : files.join("\n"));
		});
};

interface Options {
	out?: string;
	json?: true;
	dryRun?: true;
}
