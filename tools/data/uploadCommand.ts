/** The command line of `data upload`. */
import { pathFrom } from "../cli/options.ts";
import type { Commands } from "../cli/run.ts";
import { addStackOptions } from "../cli/stack.ts";
import type { UploadOptions } from "./upload.ts";

export const addUpload: Commands = (program, terminal) => {
	const command = program
		.command("upload")
		.description(
			"Publishes the months of a folder in a stack whose dataDir is empty. Other published months stay.",
		)
		.argument(
			"<dir>",
			"folder of anomaliesYYYYMM.geojson files",
			pathFrom(terminal.folder),
		);
	addStackOptions(command)
		.option("--prune", "delete published months that are not in the folder")
		.option("--json", "print what was done as JSON")
		.option("--dry-run", "change nothing")
		.action(async (dir: string, options: UploadOptions) => {
			const { upload } = await import("./upload.ts");
			await upload(dir, options, terminal);
		});
};
