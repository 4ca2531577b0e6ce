/** The output of a command, its questions to the user, and its stop signal. */
import { createInterface } from "node:readline/promises";
import { Presets, SingleBar } from "cli-progress";

export interface Terminal {
	/** Prints the result to the standard output. */
	print(text: string): void;
	/** Prints progress, warnings and errors to the standard error. */
	log(text: string): void;
	/** Asks a yes/no question. Returns false when there is no interactive terminal. */
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
	/** May be an estimate: a larger number done counts as the total. */
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
	const line = () => log(`${title}: ${done} of ${Math.max(done, total)}`);
	return {
		add(count = 1) {
			done += count;
			const step = Math.floor((progressLines * done) / Math.max(1, total));
			if (step <= printed) return;
			printed = step;
			line();
		},
		stop() {
			if (printed < progressLines) line();
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

/** A terminal that uses the streams of this process. */
export function processTerminal(signal: AbortSignal): Terminal {
	const log = (text: string) => console.error(text);
	return {
		print: (text) => console.log(text),
		log,
		signal,
		// npm runs commands in the project's folder; INIT_CWD is the folder of the user.
		folder: process.env.INIT_CWD ?? process.cwd(),
		progress: (of) => (process.stderr.isTTY ? bar(of) : plainProgress(of, log)),
		async confirm(question) {
			if (!process.stdin.isTTY) {
				log(
					`${question} This terminal is not interactive; confirm with --yes.`,
				);
				return false;
			}
			const { stdin: input, stderr: output } = process;
			const lines = createInterface({ input, output });
			try {
				const answer = await lines.question(`${question} [y/N] `, { signal });
				return /^y(es)?$/i.test(answer.trim());
			} finally {
				lines.close();
			}
		},
	};
}
