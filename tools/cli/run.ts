/** Runs a command-line program: parses arguments, prints errors in one line, sets the exit status. */
import { Command, CommanderError } from "commander";
import { OperatorError } from "../../build/operatorError.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { describeAwsError } from "./awsError.ts";
import { describeFileError } from "./fileError.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/** Adds its commands to a program. */
export type Commands = (program: Command, terminal: Terminal) => void;

/** The command reported its result, but could not do all of its work. */
export class Incomplete extends Error {}

/** The exit status that shells use for Ctrl-C. */
const interrupted = 130;

/**
 * Runs a command.
 * @param name such as `npm run data --`
 * @returns the exit status
 */
export async function run(
	name: string,
	commands: Commands,
	args: string[],
	terminal: Terminal,
): Promise<number> {
	const program = new Command(name);
	// Subcommands inherit these settings when they are added, so set them first.
	program
		.helpCommand(false)
		.exitOverride()
		.configureOutput({
			writeOut: (text) => terminal.print(text.trimEnd()),
			writeErr: (text) => terminal.log(text.trimEnd()),
			outputError: inOneLine(name),
		});
	commands(program, terminal);
	for (const command of program.commands)
		command.configureOutput({
			outputError: inOneLine(`${name} ${command.name()}`),
		});
	try {
		await program.parseAsync(args, { from: "user" });
		return 0;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode;
		if (terminal.signal.aborted) {
			terminal.log("Stopped; nothing is left incomplete.");
			return interrupted;
		}
		return report(error, terminal);
	}
}

/** Formats the errors of a command's arguments. */
function inOneLine(command: string) {
	return (text: string, write: (line: string) => void): void => {
		const line = text.trim().replace(/^error: /, "");
		write(`${line.replaceAll(/\s+/g, " ")}; see ${command} --help`);
	};
}

function report(error: unknown, { log }: Terminal): number {
	if (error instanceof Incomplete) {
		if (error.message) log(error.message);
		return 1;
	}
	const isKnown = error instanceof UsageError || error instanceof OperatorError;
	log(isKnown ? error.message : describe(error as Error));
	return 1;
}

/** AWS and file errors explain themselves. Any other error is a defect and needs its stack trace. */
function describe(error: Error): string {
	const described = describeAwsError(error) ?? describeFileError(error);
	if (described) return described;
	const { code } = error as { code?: string };
	return code && !(error instanceof TypeError)
		? error.message
		: (error.stack ?? String(error));
}

/** The entry point of a program: runs the command of `process.argv`. */
export async function main(name: string, commands: Commands): Promise<void> {
	// The SDK warns in four lines about Node 20, which this project supports.
	process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
	const stop = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.on(signal, () => {
			// A second signal stops the process immediately.
			if (stop.signal.aborted) process.exit(interrupted);
			stop.abort();
		});
	const terminal = processTerminal(stop);
	process.exitCode = await run(name, commands, process.argv.slice(2), terminal);
}
