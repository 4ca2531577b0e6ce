/** A worker that loads and reads months, so that the page stays responsive. */
import { type CompactMonth, decodeMonth } from "../../contract/compact.ts";
import { fetchFile, LoadError } from "./fetchFile.ts";
import { type ReadMonth, readMonth } from "./read.ts";

export interface Request {
	/** The reply has the same id. */
	id: number;
	/** `load` when absent. */
	cancel?: boolean;
	file: string;
	/** The compact form, which is tried first, if the month has one. */
	compact?: string;
}

export interface Reply {
	id: number;
	read?: ReadMonth;
	/** The file itself, unless the compact form was read. */
	bytes?: Uint8Array<ArrayBuffer>;
	failure?: Pick<LoadError, "kind" | "file" | "status">;
}

const running = new Map<number, AbortController>();

addEventListener("message", ({ data }: MessageEvent<Request>) => {
	if (data.cancel) running.get(data.id)?.abort();
	else answer(data);
});

async function answer({ id, file, compact }: Request): Promise<void> {
	const controller = new AbortController();
	running.set(id, controller);
	const { signal } = controller;
	try {
		const month =
			(compact && (await readCompact(compact, signal))) ||
			(await readWhole(file, signal));
		const { columns } = month.read;
		const buffers = Object.values(columns).map(({ buffer }) => buffer);
		if (month.bytes) buffers.push(month.bytes.buffer);
		reply({ id, ...month }, buffers);
	} catch (error) {
		if (signal.aborted) return;
		const { kind = "broken", status } = error instanceof LoadError ? error : {};
		if (!(error instanceof LoadError)) console.error(error);
		reply({ id, failure: { kind, file, status } }, []);
	} finally {
		running.delete(id);
	}
}

/** Undefined if the compact form cannot be loaded or read: then the GeoJSON file is read. */
async function readCompact(
	file: string,
	signal: AbortSignal,
): Promise<{ read: ReadMonth; bytes?: undefined } | undefined> {
	let compact: CompactMonth;
	try {
		const response = await fetchFile(file, signal);
		compact = decodeMonth(new Uint8Array(await response.arrayBuffer()));
	} catch (error) {
		signal.throwIfAborted();
		console.warn(`${file}: the month is read from its GeoJSON`, error);
		return undefined;
	}
	return { read: { ...compact, problems: [] } };
}

async function readWhole(file: string, signal: AbortSignal) {
	const response = await fetchFile(file, signal);
	const bytes = new Uint8Array(await response.arrayBuffer());
	const read = readMonth(bytes);
	if (!read) throw new LoadError("broken", file);
	return { read, bytes };
}

function reply(message: Reply, transfer: Transferable[]): void {
	(postMessage as (message: Reply, transfer: Transferable[]) => void)(
		message,
		transfer,
	);
}
