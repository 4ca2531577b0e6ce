/** The log groups, as files. */
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname, join } from "node:path";

/** A log group is a file; its name has slashes, which are folders. */
export class LogFiles {
	readonly #folder: string;
	readonly #files = new Map<string, WriteStream>();
	#isClosed = false;

	constructor(folder: string) {
		this.#folder = folder;
	}

	/** Adds a line; the file gets it with others, when the disk has time. */
	write(name: string, line: string): void {
		// A function may still write while it is ended.
		if (!this.#isClosed) this.#open(name).write(`${line}\n`);
	}

	/** Resolves when everything is on disk. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await Promise.all(
			[...this.#files.values()].map(
				(file) => new Promise<void>((resolve) => file.end(resolve)),
			),
		);
	}

	#open(name: string): WriteStream {
		const known = this.#files.get(name);
		if (known) return known;
		const path = join(this.#folder, `${name}.log`);
		mkdirSync(dirname(path), { recursive: true });
		const file = createWriteStream(path, { flags: "a" });
		file.on("error", ({ message }) =>
			console.error(`the log ${path} cannot be written: ${message}`),
		);
		this.#files.set(name, file);
		return file;
	}
}
