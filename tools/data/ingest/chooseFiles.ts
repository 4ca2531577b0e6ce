/** Chooses the files to read: one per day and satellite. */
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { granule } from "../../../contract/observation.ts";
import type { Task } from "./readerThread.ts";
import type { State } from "./state.ts";

/** A file that is not used, and the reason. */
export interface Skipped {
	file: string;
	reason: string;
}

export interface Chosen {
	tasks: Task[];
	skipped: Skipped[];
	/** Number of files that an earlier run read. */
	known: number;
}

interface Candidate extends Task {
	/** Identifies the satellite and day. */
	key: string;
}

/** @param paths files, and folders to search for .nc4 files */
export function chooseFiles(paths: string[], state: State): Chosen {
	const skipped: Skipped[] = [];
	const best = new Map<string, Candidate>();
	for (const path of paths.flatMap(filesAt).sort(byName)) {
		const candidate = candidateAt(path);
		if ("reason" in candidate) {
			skipped.push(candidate);
			continue;
		}
		const last = best.get(candidate.key);
		if (last) skipped.push(duplicate(last, candidate.source));
		best.set(candidate.key, candidate);
	}
	const keptOf = new Map(
		state.list().map((source) => [keyOf(source) ?? source, source]),
	);
	const tasks: Task[] = [];
	let known = 0;
	for (const [key, { key: _, ...task }] of best) {
		const kept = keptOf.get(key);
		if (kept !== undefined && kept > task.source)
			skipped.push(duplicate(task, kept));
		else if (kept === task.source && state.has(kept, task.size)) known++;
		else if (kept === undefined || kept === task.source) tasks.push(task);
		else tasks.push({ ...task, replaces: kept });
	}
	return { tasks, skipped, known };
}

function filesAt(path: string): string[] {
	const isFolder = statSync(path, {
		throwIfNoEntry: false,
	})?.isDirectory();
	return isFolder
		? readdirSync(path, { recursive: true, encoding: "utf8" })
				.filter((file) => file.endsWith(".nc4"))
				.map((file) => join(path, file))
		: [path];
}

/** Sorts by file name, which ends with the production time, so the latest file comes last. Equal names sort by path. */
function byName(a: string, b: string): number {
	const keys = (path: string) => [basename(path), path] as const;
	const [[name, path], [otherName, otherPath]] = [keys(a), keys(b)];
	return compare(name, otherName) || compare(path, otherPath);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function candidateAt(path: string): Candidate | Skipped {
	const found = statSync(path, { throwIfNoEntry: false });
	if (!found) return { file: path, reason: "is not there" };
	const source = basename(path);
	const from = granule(source);
	const key = keyOf(source);
	if (!from || !key || !source.endsWith(".nc4"))
		return {
			file: path,
			reason:
				"is not named as a Lite file, as oco3_LtCO2_230620_B11072Ar_240915221544s.nc4",
		};
	return { key, path, source, date: from.date, size: found.size };
}

function keyOf(source: string): string | undefined {
	const from = granule(source);
	return from && `${from.satellite} ${from.date}`;
}

/** @param other the file that is used instead */
function duplicate({ path }: Task, other: string): Skipped {
	return {
		file: path,
		reason: `is a duplicate: ${other} is of the same day and satellite, and is used`,
	};
}
