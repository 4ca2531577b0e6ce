/** `cache export`: writes every answer that has not expired as JSON lines. */
import {
	appendFileSync,
	createReadStream,
	createWriteStream,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	truncateSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Item } from "../../functions/reasoning/adapters/items.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { writeWhole } from "../cli/files.ts";
import { openStack, type StackOptions } from "../cli/stack.ts";
import type { Terminal } from "../cli/terminal.ts";
import { lineOf } from "./lines.ts";
import { AnswerTable } from "./table.ts";

export interface ExportOptions extends StackOptions {
	segments: number;
	json?: true;
}

/** The progress of one segment of the table. */
interface Segment {
	/** Valid bytes of the segment's file. A stopped process may have written more. */
	bytes: number;
	answers: number;
	next: Item | undefined;
	isDone: boolean;
}

/** The state of an unfinished export, saved next to its file. */
interface Unfinished {
	table: string;
	segments: Segment[];
}

/** @throws UsageError when the folder has an unfinished export of another table */
export async function exportAnswers(
	file: string,
	options: ExportOptions,
	terminal: Terminal,
): Promise<void> {
	const stack = await openStack(options);
	const table = new AnswerTable(stack);
	const folder = `${file}.partial`;
	const unfinished = resume(folder, stack.tableName, options.segments);
	const { segments } = unfinished;
	const progress = terminal.progress({
		title: "Items read",
		total: await table.count(),
	});
	try {
		// Wait for all segments to end before reporting an error.
		const ended = await Promise.allSettled(
			segments.map((_, at) =>
				readSegment(table, at, unfinished, folder, terminal, progress.add),
			),
		);
		for (const one of ended) if (one.status === "rejected") throw one.reason;
	} finally {
		progress.stop();
	}
	await joinSegments(file, folder, segments.length);
	rmSync(folder, { recursive: true });
	const answers = segments.reduce((sum, segment) => sum + segment.answers, 0);
	terminal.print(
		options.json
			? JSON.stringify({ file, answers })
			: `${answers} answers are in ${file}`,
	);
}

const progressFile = (folder: string) => join(folder, "progress.json");
const segmentFile = (folder: string, at: number) => join(folder, `${at}.jsonl`);

function resume(folder: string, table: string, count: number): Unfinished {
	const begun = progressFile(folder);
	if (existsSync(begun)) {
		const unfinished: Unfinished = JSON.parse(readFileSync(begun, "utf8"));
		if (unfinished.table !== table)
			throw new UsageError(
				`${folder} is an unfinished export of ${unfinished.table}, not of ${table}; export to another file, or remove the folder`,
			);
		for (const [at, { bytes }] of unfinished.segments.entries())
			truncateSync(segmentFile(folder, at), bytes);
		return unfinished;
	}
	mkdirSync(folder, { recursive: true });
	const segments = Array.from({ length: count }, (_, at): Segment => {
		appendFileSync(segmentFile(folder, at), "");
		truncateSync(segmentFile(folder, at));
		return { bytes: 0, answers: 0, next: undefined, isDone: false };
	});
	writeWhole(begun, JSON.stringify({ table, segments }));
	return { table, segments };
}

async function readSegment(
	table: AnswerTable,
	at: number,
	unfinished: Unfinished,
	folder: string,
	{ signal }: Terminal,
	count: (items: number) => void,
): Promise<void> {
	const { segments } = unfinished;
	const segment = segments[at] as Segment;
	if (segment.isDone) return;
	for await (const { entries, next } of table.scan(
		at,
		segments.length,
		segment.next,
	)) {
		const now = Date.now() / 1000;
		const lines = entries.flatMap(({ key, answer }) =>
			answer && answer.expires > now ? lineOf(key, answer) : [],
		);
		const text = lines.join("");
		appendFileSync(segmentFile(folder, at), text);
		segment.bytes += Buffer.byteLength(text);
		segment.answers += lines.length;
		segment.next = next;
		segment.isDone = next === undefined;
		writeWhole(progressFile(folder), JSON.stringify(unfinished));
		count(entries.length);
		signal.throwIfAborted();
	}
}

async function joinSegments(file: string, folder: string, count: number) {
	const whole = join(folder, "whole.jsonl");
	for (let at = 0; at < count; at++)
		await pipeline(
			createReadStream(segmentFile(folder, at)),
			createWriteStream(whole, { flags: at === 0 ? "w" : "a" }),
		);
	renameSync(whole, file);
}
