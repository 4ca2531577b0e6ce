/** Runs a program of commands: its arguments, its errors in one line, its exit status. */
import { Command, CommanderError } from "commander";
import { OperatorError } from "../../build/operatorError.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/** Adds its commands to a program. */
export type Commands = (program: Command, terminal: Terminal) => void;

/** What has been done is said, and is not all that was asked for. */
export class Incomplete extends Error {}

/** As shells have it for Ctrl-C. */
const interrupted = 130;

/**
 * Runs a command.
 * @param name as `npm run data --`
 * @returns the exit status
 */
export async function run(
	name: string,
	commands: Commands,
	args: string[],
	terminal: Terminal,
): Promise<number> {
	const program = new Command(name);
	// Commands take these over when they are added.
	program
		.helpCommand(false)
		.exitOverride()
		.configureOutput({
			writeOut: (text) => terminal.print(text.trimEnd()),
			writeErr: (text) => terminal.tell(text.trimEnd()),
			outputError: (text, write) =>
				write(
					`${text
						.trim()
						.replace(/^error: /, "")
						.replaceAll(/\s+/g, " ")}; ${name} --help has what there is`,
				),
		});
	commands(program, terminal);
	try {
		await program.parseAsync(args, { from: "user" });
		return 0;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode;
		if (terminal.signal.aborted) {
			terminal.tell("Stopped; nothing is half-done.");
			return interrupted;
		}
		return report(error, terminal);
	}
}

function report(error: unknown, { tell }: Terminal): number {
	if (error instanceof Incomplete) {
		if (error.message) tell(error.message);
		return 1;
	}
	const isKnown = error instanceof UsageError || error instanceof OperatorError;
	tell(isKnown ? error.message : told(error as Error));
	return 1;
}

/** Failures of files and of AWS say what they are; the stack of the rest is what finds a defect. */
function told(error: Error): string {
	const { code, $fault } = error as { code?: string; $fault?: string };
	if ($fault) return `AWS answers ${error.name}: ${error.message}`;
	return code && !(error instanceof TypeError)
		? error.message
		: (error.stack ?? String(error));
}

/** The whole of an entry file. */
export async function main(name: string, commands: Commands): Promise<void> {
	const stop = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.on(signal, () => {
			// Who asks twice does not want to wait.
			if (stop.signal.aborted) process.exit(interrupted);
			stop.abort();
		});
	const terminal = processTerminal(stop.signal);
	process.exitCode = await run(name, commands, process.argv.slice(2), terminal);
}
