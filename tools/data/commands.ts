/** The commands of `npm run data`. Each command loads its modules only when it runs. */
import type { Commands } from "../cli/run.ts";
import { addCheck } from "./check.ts";
import { addFigure } from "./figure.ts";
import { addIndex } from "./index.ts";
import { addIngest } from "./ingest/command.ts";
import { addSample } from "./sample.ts";
import { addUpload } from "./uploadCommand.ts";

export const dataCommands: Commands = (program, terminal) => {
	program.description("Makes, checks and publishes months of anomalies.");
	addIngest(program, terminal);
	addCheck(program, terminal);
	addIndex(program, terminal);
	addSample(program, terminal);
	addFigure(program, terminal);
	addUpload(program, terminal);
};
