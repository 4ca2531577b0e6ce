/** What a command says and asks, and how whoever runs it makes it stop. */
import { createInterface } from "node:readline/promises";
import { Presets, SingleBar } from "cli-progress";

export interface Terminal {
	/** The result, on the standard output. */
	print(text: string): void;
	/** What is not the result: progress, warnings, errors. */
	tell(text: string): void;
	/** Asks a question with yes or no; no, where nobody can answer. */
	confirm(question: string): Promise<boolean>;
	progress(of: ProgressOptions): Progress;
	/** Aborted by Ctrl-C: a command ends where nothing is half-done. */
	signal: AbortSignal;
	/** Paths are relative to it. */
	folder: string;
}

export interface ProgressOptions {
	/** As "Files read". */
	title: string;
	total: number;
}

export interface Progress {
	add(count?: number): void;
	/** Says how far it came. */
	stop(): void;
}

/** A plain line is told for each tenth of the work. */
const plainSteps = 10;

/** Lines for a log: how far it is, now and then. */
export function plainProgress(
	{ title, total }: ProgressOptions,
	tell: Terminal["tell"],
): Progress {
	let done = 0;
	let told = 0;
	const line = () => tell(`${title}: ${done} of ${total}`);
	return {
		add(count = 1) {
			done += count;
			const step = Math.floor((plainSteps * done) / Math.max(1, total));
			if (step <= told) return;
			told = step;
			line();
		},
		stop() {
			if (told < plainSteps) line();
		},
	};
}

/** A bar with the time that is left. */
function bar({ title, total }: ProgressOptions): Progress {
	const shown = new SingleBar(
		{
			format: `${title} {bar} {value} of {total}, {eta_formatted} left`,
			etaBuffer: 50,
			stream: process.stderr,
		},
		Presets.shades_classic,
	);
	shown.start(total, 0);
	return {
		add: (count = 1) => shown.increment(count),
		stop: () => shown.stop(),
	};
}

/** The terminal, or whatever the process's streams are. */
export function processTerminal(signal: AbortSignal): Terminal {
	const tell = (text: string) => console.error(text);
	return {
		print: (text) => console.log(text),
		tell,
		signal,
		// npm runs commands in the project's folder; the person may be in another.
		folder: process.env.INIT_CWD ?? process.cwd(),
		progress: (of) =>
			process.stderr.isTTY ? bar(of) : plainProgress(of, tell),
		async confirm(question) {
			if (!process.stdin.isTTY) {
				tell(`${question} Nobody can answer here; say it with --yes.`);
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
