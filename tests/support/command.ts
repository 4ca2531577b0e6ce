/** A command of tools/, run in this process as the shell runs it. */
import { type Commands, run } from "../../tools/cli/run.ts";
import { plainProgress } from "../../tools/cli/terminal.ts";

export interface Ran {
	/** Exit status. */
	status: number;
	/** The standard output, and the other. */
	out: string;
	told: string;
	/** Questions that were asked. */
	questions: string[];
}

export interface RunOptions {
	/** Whether each question is answered with yes. */
	yes?: boolean;
	signal?: AbortSignal;
	/** That paths are relative to. */
	folder?: string;
	/** Sees each line that is told, when it is. */
	onTold?: (line: string) => void;
}

/** @param line the arguments, as a shell splits them */
export async function runCommand(
	commands: Commands,
	line: string | string[],
	{ yes = false, signal, folder = "/", onTold }: RunOptions = {},
): Promise<Ran> {
	const out: string[] = [];
	const told: string[] = [];
	const questions: string[] = [];
	const tell = (text: string) => {
		told.push(text);
		onTold?.(text);
	};
	const args = typeof line === "string" ? line.split(" ") : line;
	const status = await run("npm run tool --", commands, args, {
		print: (text) => out.push(text),
		tell,
		async confirm(question) {
			questions.push(question);
			return yes;
		},
		progress: (of) => plainProgress(of, tell),
		signal: signal ?? new AbortController().signal,
		folder,
	});
	return { status, out: out.join("\n"), told: told.join("\n"), questions };
}
