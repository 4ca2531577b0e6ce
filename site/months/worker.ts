/** A worker that loads and reads months, so that the page stays responsive. */
import { LoadError } from "./fetchFile.ts";
import { type LoadedMonth, type MonthFiles, readFiles } from "./readFiles.ts";

export interface Request extends MonthFiles {
	/** The reply has the same id. */
	id: number;
	/** `load` when absent. */
	cancel?: boolean;
}

export interface Reply extends Partial<LoadedMonth> {
	id: number;
	failure?: Pick<LoadError, "kind" | "file" | "status">;
}

const running = new Map<number, AbortController>();

addEventListener("message", ({ data }: MessageEvent<Request>) => {
	if (data.cancel) running.get(data.id)?.abort();
	else answer(data);
});

async function answer({ id, ...files }: Request): Promise<void> {
	const controller = new AbortController();
	running.set(id, controller);
	const { signal } = controller;
	try {
		const month = await readFiles(files, signal);
		const { columns } = month.read;
		const buffers = Object.values(columns).map(({ buffer }) => buffer);
		if (month.bytes) buffers.push(month.bytes.buffer);
		reply({ id, ...month }, buffers);
	} catch (error) {
		if (signal.aborted) return;
		const { kind = "broken", status } = error instanceof LoadError ? error : {};
		if (!(error instanceof LoadError)) console.error(error);
		reply({ id, failure: { kind, file: files.file, status } }, []);
	} finally {
		running.delete(id);
	}
}

function reply(message: Reply, transfer: Transferable[]): void {
	(postMessage as (message: Reply, transfer: Transferable[]) => void)(
		message,
		transfer,
	);
}
