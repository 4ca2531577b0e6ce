/** Sends requests to the worker that reads months. */
import { assets } from "../assets.ts";
import { scriptUrl } from "../trustedTypes.ts";
import { LoadError } from "./fetchFile.ts";
import type { LoadedMonth, MonthFiles } from "./readFiles.ts";
import type { Reply, Request } from "./worker.ts";

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, (reply: Reply) => void>();

/** The files of a month, read; throws `LoadError`, or the signal's reason. */
export function readInWorker(
	files: MonthFiles,
	signal: AbortSignal,
): Promise<LoadedMonth> {
	signal.throwIfAborted();
	worker ??= startWorker();
	const to = worker;
	const id = ++lastId;
	return new Promise((resolve, reject) => {
		const cancel = () => {
			waiting.delete(id);
			to.postMessage({ id, cancel: true, ...files } satisfies Request);
			reject(signal.reason);
		};
		signal.addEventListener("abort", cancel, { once: true });
		waiting.set(id, ({ read, failure, ...rest }) => {
			signal.removeEventListener("abort", cancel);
			if (read) resolve({ read, ...rest });
			else
				reject(
					new LoadError(failure?.kind ?? "broken", files.file, {
						...(failure?.status && { status: failure.status }),
					}),
				);
		});
		to.postMessage({ id, ...files } satisfies Request);
	});
}

function startWorker(): Worker {
	const started = new Worker(scriptUrl(assets().worker), { type: "module" });
	started.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
		waiting.get(data.id)?.(data);
		waiting.delete(data.id);
	});
	// Its script could not be loaded; the next month tries again.
	started.addEventListener("error", () => {
		worker = undefined;
		for (const [id, settle] of waiting)
			settle({ id, failure: { kind: "offline", file: "", status: undefined } });
		waiting.clear();
	});
	return started;
}
