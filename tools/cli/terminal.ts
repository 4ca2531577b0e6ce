/** The output of a command, its questions to the user, and its stop signal. */
import { setMaxListeners } from "node:events";
import { createInterface } from "node:readline/promises";
import { Presets, SingleBar } from "cli-progress";
import { UsageError } from "../../local/core/usageError.ts";

export interface Terminal {
	/** Prints the result to the standard output. */
	print(text: string): void;
	/** Prints progress, warnings and errors to the standard error. */
	log(text: string): void;
	/** Asks a yes/no question. Throws a UsageError when there is no interactive terminal. */
	confirm(question: string): Promise<boolean>;
	progress(of: ProgressOptions): Progress;
	/** Aborted by Ctrl-C. A command then stops at the next point where its output is consistent. */
	signal: AbortSignal;
	/** The folder that relative paths start from. */
	folder: string;
}

export interface ProgressOptions {
	/** Such as "Files read". */
	title: string;
	/** May be an estimate that is too small, or 0 when there is none. */
	total: number;
}

export interface Progress {
	add(count?: number): void;
	/** Prints the final progress. */
	stop(): void;
}

/** Number of progress lines for the whole work. */
const progressLines = 10;

/** Prints the progress as lines, for a log. */
export function plainProgress(
	{ title, total }: ProgressOptions,
	log: Terminal["log"],
): Progress {
	let done = 0;
	let printed = 0;
	const step = total / progressLines;
	const line = () => {
		printed = done;
		log(`${title}: ${done}${done <= total ? ` of ${total}` : ""}`);
	};
	return {
		add(count = 1) {
			done += count;
			// Without a total, each line has at least twice the number of the last.
			const isDue =
				done <= total
					? Math.floor(done / step) > Math.floor(printed / step)
					: done >= 2 * printed;
			if (isDue) line();
		},
		stop() {
			if (done > printed || (done === 0 && total > 0)) line();
		},
	};
}

/** A progress bar with the remaining time. */
function bar({ title, total }: ProgressOptions): Progress {
	const shown = new SingleBar(
		{
			format: `${title} {bar} {value} of {total}, {eta_formatted} left`,
			etaBuffer: 50,
			stream: process.stderr,
		},
		Presets.shades_classic,
	);
	let done = 0;
	shown.start(total, 0);
	return {
		add(count = 1) {
			done += count;
			shown.setTotal(Math.max(done, total));
			shown.update(done);
		},
		stop: () => shown.stop(),
	};
}

/**
 * Asks a yes/no question. Ctrl-C stops the command: while a question is open, the
 * terminal passes it on as a character in place of a signal.
 */
export async function ask(
	question: string,
	streams: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
	stop: AbortController,
): Promise<boolean> {
	const lines = createInterface({ ...streams, terminal: true });
	lines.on("SIGINT", () => stop.abort());
	const { signal } = stop;
	try {
		const answer = await lines.question(`${question} [y/N] `, { signal });
		return /^y(es)?$/i.test(answer.trim());
	} finally {
		lines.close();
	}
}

/** A terminal that uses the streams of this process. */
export function processTerminal(stop: AbortController): Terminal {
	const log = (text: string) => console.error(text);
	// Many parallel requests listen to the signal. By default, Node.js warns from the eleventh on.
	setMaxListeners(0, stop.signal);
	return {
		print: (text) => console.log(text),
		log,
		signal: stop.signal,
		// npm runs commands in the project's folder; INIT_CWD is the folder of the user.
		folder: process.env.INIT_CWD ?? process.cwd(),
		progress: (of) =>
			process.stderr.isTTY && of.total > 0 ? bar(of) : plainProgress(of, log),
		async confirm(question) {
			const { stdin: input, stderr: output } = process;
			if (input.isTTY) return ask(question, { input, output }, stop);
			throw new UsageError(
				`${question} This terminal is not interactive; confirm with --yes`,
			);
		},
	};
}
