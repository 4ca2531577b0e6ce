/** `cache import`: writes exported answers, or the earlier system's cache, into the table of a stack. */
import { open, readFile } from "node:fs/promises";
import pMap from "p-map";
import { cacheKey } from "../../contract/cacheKey.ts";
import type { Observation } from "../../contract/observation.ts";
import type { StoredAnswer } from "../../functions/reasoning/ports.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { publishedMonths } from "../cli/published.ts";
import { Incomplete } from "../cli/run.ts";
import { openStack, type Stack, type StackOptions } from "../cli/stack.ts";
import type { Terminal } from "../cli/terminal.ts";
import { findEarlier, type LeftOut, parseEarlier } from "./earlier.ts";
import { parseLine } from "./lines.ts";
import { AnswerTable } from "./table.ts";

export interface ImportOptions extends StackOptions {
	json?: true;
	dryRun?: true;
}

/** Number of batches in parallel. */
const concurrency = 8;

interface Report {
	written: number;
	/** The table has an answer of the same age or newer. */
	kept: number;
	expired: number;
	leftOut: LeftOut[];
}

export async function importAnswers(
	file: string,
	options: ImportOptions,
	terminal: Terminal,
): Promise<void> {
	const stack = await openStack(options);
	const table = new AnswerTable(stack);
	const report: Report = { written: 0, kept: 0, expired: 0, leftOut: [] };
	const answers = (await isEarlier(file))
		? await earlierAnswers(file, stack, report)
		: exportedAnswers(file, report);
	const progress = terminal.progress({
		title: "Answers imported",
		total: Array.isArray(answers) ? answers.length : await linesOf(file),
	});
	const now = Date.now();
	const write = async (batch: StoredAnswer[]) => {
		const wanted = new Map<string, StoredAnswer>();
		for (const answer of batch)
			if (answer.expires * 1000 <= now) report.expired++;
			else addNewest(wanted, keyOf(answer, stack), answer);
		const written = options.dryRun
			? wanted.size
			: await table.putMany(wanted, now);
		report.written += written;
		report.kept += wanted.size - written;
		progress.add(batch.length);
	};
	try {
		const { signal } = terminal;
		await pMap(batchesOf(answers), write, { concurrency, signal });
	} finally {
		progress.stop();
	}
	printReport(report, options, terminal);
}

/** Number of answers that are looked up and written together. */
const sizeOfBatch = 100;

async function* batchesOf<T>(
	all: Iterable<T> | AsyncIterable<T>,
): AsyncGenerator<T[]> {
	let batch: T[] = [];
	for await (const one of all) {
		batch.push(one);
		if (batch.length < sizeOfBatch) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}

/** Keeps the newer of two answers to the same question. */
function addNewest(
	answers: Map<string, StoredAnswer>,
	key: string,
	answer: StoredAnswer,
): void {
	const other = answers.get(key);
	if (!other || other.cachedAt < answer.cachedAt) answers.set(key, answer);
}

/** The key that the target stack uses today. */
function keyOf({ observation, language }: StoredAnswer, stack: Stack): string {
	const { reasoningLanguage } = stack.toolSettings;
	return cacheKey(
		observation,
		language === reasoningLanguage ? undefined : language,
	);
}

/** Bytes; longer than any exported line. */
const mostOfLine = 65_536;

/** Returns true when the first line is not an exported answer. */
async function isEarlier(file: string): Promise<boolean> {
	const handle = await open(file);
	try {
		const start = Buffer.alloc(mostOfLine);
		const { bytesRead } = await handle.read(start, 0, mostOfLine);
		if (bytesRead === 0)
			throw new UsageError(
				`${file} is empty; give a file of cache export, or the cache.json of the earlier system`,
			);
		const [line = ""] = start.toString("utf8", 0, bytesRead).split("\n");
		return !parseLine(line);
	} finally {
		await handle.close();
	}
}

async function linesOf(file: string): Promise<number> {
	let count = 0;
	for await (const _ of (await open(file)).readLines()) count++;
	return count;
}

async function* exportedAnswers(
	file: string,
	report: Report,
): AsyncGenerator<StoredAnswer> {
	let number = 0;
	for await (const line of (await open(file)).readLines()) {
		number++;
		const parsed = parseLine(line);
		if (parsed) yield parsed;
		else
			report.leftOut.push({
				entry: `line ${number}`,
				reason: "is no line that was exported",
			});
	}
}

async function earlierAnswers(
	file: string,
	stack: Stack,
	report: Report,
): Promise<StoredAnswer[]> {
	const entries = parseEarlier(await readFile(file, "utf8"));
	if (!entries)
		throw new UsageError(
			`${file} is neither what cache export writes nor the cache.json of the earlier system`,
		);
	const published: Observation[] = [];
	for await (const { observations } of publishedMonths(stack))
		for (const observation of observations) published.push(observation);
	const found = findEarlier(entries, published);
	report.leftOut.push(...found.leftOut);
	const { cacheTtlDays } = stack.toolSettings;
	const expires = Math.floor(Date.now() / 1000) + cacheTtlDays * 86_400;
	return found.answers.map((answer) => ({ ...answer, expires }));
}

function printReport(
	report: Report,
	{ json, dryRun }: ImportOptions,
	terminal: Terminal,
): void {
	const { written, kept, expired, leftOut } = report;
	for (const { entry, reason } of leftOut)
		terminal.log(`Left out: ${entry} ${reason}`);
	terminal.print(
		json
			? JSON.stringify(report)
			: `${written} answers ${dryRun ? "would be " : ""}written, ${kept} were there, ${expired} expired, ${leftOut.length} left out`,
	);
	if (leftOut.some(({ entry }) => entry.startsWith("line ")))
		throw new Incomplete();
}
