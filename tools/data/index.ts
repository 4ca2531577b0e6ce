/** `data index`: prints the index of a folder's months, as it is published. */

import { writeWhole } from "../cli/files.ts";
import { pathFrom } from "../cli/options.ts";
import type { Commands } from "../cli/run.ts";

export const addIndex: Commands = (program, terminal) => {
	const path = pathFrom(terminal.folder);
	program
		.command("index")
		.description("Prints the index of a folder's months, as it is published.")
		.argument("<dir>", "folder of anomaliesYYYYMM.geojson files", path)
		.option("--out <file>", "write the index to a file", path)
		.option("--json", "print without line breaks")
		.option("--dry-run", "write nothing")
		.action(async (dir: string, { out, json, dryRun }: Options) => {
			const { monthIndex, readMonths } = await import(
				"../../components/storage/months.ts"
			);
			const { months, warnings } = readMonths(dir);
			for (const warning of warnings) terminal.log(warning);
			const index = monthIndex(months);
			const text = JSON.stringify(index, null, json ? undefined : "\t");
			if (!out) terminal.print(text);
			else if (!dryRun) writeWhole(out, `${text}\n`);
		});
};

interface Options {
	out?: string;
	json?: true;
	dryRun?: true;
}
