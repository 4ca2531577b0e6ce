/** Runs a command of tools/ in this process, with the arguments that a shell would pass. */
import { type Commands, run } from "../../tools/cli/run.ts";
import { plainProgress } from "../../tools/cli/terminal.ts";

export interface Ran {
	/** Exit status. */
	status: number;
	/** Standard output. */
	out: string;
	/** Standard error. */
	log: string;
	/** Questions that the command asked for confirmation. */
	questions: string[];
}

export interface RunOptions {
	/** Whether the answer to each question is yes. */
	yes?: boolean;
	signal?: AbortSignal;
	/** Working directory. */
	folder?: string;
	/** Called with each line of standard error. */
	onLog?: (line: string) => void;
}

/** @param line arguments: a list, or a text that is split at spaces */
export async function runCommand(
	commands: Commands,
	line: string | string[],
	{ yes = false, signal, folder = "/", onLog }: RunOptions = {},
): Promise<Ran> {
	const out: string[] = [];
	const lines: string[] = [];
	const questions: string[] = [];
	const log = (text: string) => {
		lines.push(text);
		onLog?.(text);
	};
	const args = typeof line === "string" ? line.split(" ") : line;
	const status = await run("npm run tool --", commands, args, {
		print: (text) => out.push(text),
		log,
		async confirm(question) {
			questions.push(question);
			return yes;
		},
		progress: (of) => plainProgress(of, log),
		signal: signal ?? new AbortController().signal,
		folder,
	});
	return { status, out: out.join("\n"), log: lines.join("\n"), questions };
}
