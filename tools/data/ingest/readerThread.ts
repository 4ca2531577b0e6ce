/** Worker thread: reads one file after the other, and stores the cell-days of each. */
import { parentPort, workerData } from "node:worker_threads";
import { cellDaysOf } from "./cellDays.ts";
import { readLiteFile, UnusableFile } from "./liteFile.ts";
import type { CellParameters } from "./parameters.ts";
import { State } from "./state.ts";

/** Input of the thread. */
export interface ReaderData {
	state: string;
	parameters: CellParameters;
}

/** A file to read. */
export interface Task {
	path: string;
	/** Its name, and the day in its name. */
	source: string;
	date: string;
	size: number;
	/** An older file of the same day and satellite, which this file replaces. */
	replaces?: string;
}

export type Reply =
	| { soundings: number; used: number; cells: number }
	/** Why the file cannot be used. */
	| { unusable: string };

const { state: folder, parameters } = workerData as ReaderData;
const state = new State(folder, parameters);

async function read({
	path,
	source,
	date,
	size,
	replaces,
}: Task): Promise<Reply> {
	const { soundings, doi } = await readLiteFile(path, date);
	const { days, used } = cellDaysOf(soundings, parameters);
	state.write({ source, size, ...(doi && { doi }), used, days });
	if (replaces) state.forget(replaces);
	return {
		soundings: soundings.xco2.length,
		used,
		cells: days.cell.length,
	};
}

parentPort?.on("message", async (task: Task) => {
	let reply: Reply;
	try {
		reply = await read(task);
	} catch (error) {
		if (!(error instanceof UnusableFile)) throw error;
		reply = { unusable: error.message };
	}
	parentPort?.postMessage(reply);
});
