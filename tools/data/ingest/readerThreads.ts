/** Threads that read files, one file at a time each. */
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Built, cachedBuild } from "../../../build/cache.ts";
import { root } from "../../../build/projectRoot.ts";
import { writeWhole } from "../../cli/files.ts";
import type { ReaderData, Reply, Task } from "./readerThread.ts";

export interface ReadOptions extends ReaderData {
	/** Threads. */
	workers: number;
	signal: AbortSignal;
	/** Called after each file, whether it could be read or not. */
	onReply(task: Task, reply: Reply): void;
}

/** Reads all files. After an abort, it finishes the files that are being read, and starts no other. */
export async function readAll(
	tasks: Task[],
	options: ReadOptions,
): Promise<void> {
	const left = [...tasks].reverse();
	if (left.length > 0) {
		const program = builtReader();
		const count = Math.min(options.workers, left.length);
		await Promise.all(
			Array.from({ length: count }, () => readSome(left, program, options)),
		);
	}
	options.signal.throwIfAborted();
}

async function readSome(
	left: Task[],
	program: string,
	options: ReadOptions,
): Promise<void> {
	const { state, parameters, signal, onReply } = options;
	let worker: Worker | undefined;
	try {
		for (;;) {
			const task = signal.aborted ? undefined : left.pop();
			if (!task) return;
			worker ??= startWorker(program, { state, parameters });
			const reply = await ask(worker, task);
			if (reply) onReply(task, reply);
			else {
				worker = undefined;
				onReply(task, { unusable: "ends the thread that reads it" });
			}
		}
	} finally {
		await worker?.terminate();
	}
}

/**
 * Builds the thread's program as JavaScript: a thread of Node 20 does not inherit
 * the loader of this process, and starting one takes longer than reading a file.
 */
function builtReader(): string {
	const { files } = cachedBuild({
		entryPoints: [join(import.meta.dirname, "readerThread.ts")],
		outfile: join(root, ".cache/ingest-reader.mjs"),
		bundle: true,
		platform: "node",
		format: "esm",
		target: "node20",
		// A thread loads many small modules slowly, so they are bundled. This package is one file of 4 MB.
		external: ["h5wasm"],
	});
	const { path, text } = files[0] as Built;
	if (!existsSync(path) || readFileSync(path, "utf8") !== text)
		writeWhole(path, text);
	return path;
}

function startWorker(program: string, workerData: ReaderData): Worker {
	return new Worker(program, {
		workerData,
		execArgv: [],
		// The HDF5 library also writes the errors that it throws to the standard error.
		stderr: true,
	});
}

/** Returns undefined when the library ended the thread: a broken file can make it run out of memory. */
async function ask(worker: Worker, task: Task): Promise<Reply | undefined> {
	const settled = new AbortController();
	const { signal } = settled;
	const reply = once(worker, "message", { signal });
	const exit = once(worker, "exit", { signal });
	worker.postMessage(task);
	try {
		const [first] = await Promise.race([reply, exit.then(() => [])]);
		return first as Reply | undefined;
	} catch (error) {
		// The file causes errors of the library and a full heap. Any other error is a defect or a full disk.
		const { name, code } = error as NodeJS.ErrnoException;
		if (name === "RuntimeError" || code === "ERR_WORKER_OUT_OF_MEMORY")
			return undefined;
		throw error;
	} finally {
		settled.abort();
		for (const other of [reply, exit]) other.catch(() => {});
	}
}
