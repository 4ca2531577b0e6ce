/** `cache warm`: requests an answer for every published observation that has none. */
import { setTimeout as sleep } from "node:timers/promises";
import pMap from "p-map";
import { cacheKey } from "../../contract/cacheKey.ts";
import { questionAbout } from "../../contract/observation.ts";
import { type Observed, observedFields } from "../../contract/request.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { publishedMonths } from "../cli/published.ts";
import { Incomplete } from "../cli/run.ts";
import { openStack, type Stack, type StackOptions } from "../cli/stack.ts";
import type { Terminal } from "../cli/terminal.ts";
import { costText } from "./price.ts";
import { AnswerTable, type StoredEntry } from "./table.ts";

export interface WarmOptions extends StackOptions {
	/** `YYYYMM`; undefined for all months. */
	month?: string;
	/** Requests per second. */
	rate?: number;
	yes?: true;
	json?: true;
	dryRun?: true;
}

export async function warm(
	options: WarmOptions,
	terminal: Terminal,
): Promise<void> {
	const stack = await openStack(options);
	const rate = rateOf(stack, options.rate);
	const { open, known } = await openQuestions(stack, options.month, terminal);
	const { geminiModel } = stack.toolSettings;
	const cost = costText(new Map([[geminiModel, open.length]]));
	const minutes = Math.ceil(open.length / rate / 60);
	const plan = `${open.length} observations without an answer, ${known} with one: ${cost}, ${minutes} min at ${rate} a second`;
	const nothing = { plan, known, asked: 0, failed: [] };
	if (open.length === 0 || options.dryRun) {
		report(nothing, options, terminal);
		return;
	}
	terminal.log(plan);
	if (!options.yes && !(await terminal.confirm("Ask for them?"))) {
		if (options.json) report(nothing, options, terminal);
		return;
	}
	const failed = await askAll(stack, open, rate, terminal);
	report({ plan, known, asked: open.length, failed }, options, terminal);
	if (failed.length > 0) throw new Incomplete();
}

/** The part of the stack's rate limit that warming may use; visitors need the rest. */
const shareOfLimit = 0.5;
/** Requests per second, unless the stack's limits require less. */
const usualRate = 5;

/** @throws UsageError when the rate is more than half of what the stack admits */
function rateOf({ toolSettings }: Stack, asked: number | undefined): number {
	const { apiRateLimit, ipReasoningRateLimit } = toolSettings;
	const ofAddress = ipReasoningRateLimit / 300 || Number.POSITIVE_INFINITY;
	const most = shareOfLimit * Math.min(apiRateLimit, ofAddress);
	if (asked !== undefined && asked > most)
		throw new UsageError(
			`--rate ${asked} is above ${most} per second, half of what the stack and its firewall admit; choose a lower rate, or raise apiRateLimit and ipReasoningRateLimit`,
		);
	return asked ?? Math.min(usualRate, most);
}

async function openQuestions(
	stack: Stack,
	month: string | undefined,
	{ signal }: Terminal,
): Promise<{ open: Observed[]; known: number }> {
	const table = new AnswerTable(stack);
	const open: Observed[] = [];
	let known = 0;
	let months = 0;
	for await (const { observations } of publishedMonths(stack, month)) {
		signal.throwIfAborted();
		months++;
		const questions = observations.map(questionAbout);
		const entries = await table.read(questions.map((one) => cacheKey(one)));
		for (const question of questions)
			if (isAnswered(entries.get(cacheKey(question)), question, stack)) known++;
			else open.push(question);
	}
	if (month && months === 0)
		throw new UsageError(
			`--month ${month} is not published in this stack; give a month of ${stack.url}/index.geojson`,
		);
	return { open, known };
}

/** Applies the function's own rule for a cache hit. */
function isAnswered(
	entry: StoredEntry | undefined,
	question: Observed,
	{ toolSettings }: Stack,
): boolean {
	const answer = entry?.answer;
	return (
		answer !== undefined &&
		answer.expires > Date.now() / 1000 &&
		answer.language === toolSettings.reasoningLanguage &&
		observedFields.every(
			(field) => answer.observation[field] === question[field],
		)
	);
}

interface Failed {
	lat: number;
	lon: number;
	date: string;
	reason: string;
}

/** Seconds until the model answers. Together with the rate, it sets the concurrency. */
const secondsOfAnswer = 6;

async function askAll(
	stack: Stack,
	questions: Observed[],
	rate: number,
	terminal: Terminal,
): Promise<Failed[]> {
	const { signal } = terminal;
	const failed: Failed[] = [];
	const progress = terminal.progress({
		title: "Questions answered",
		total: questions.length,
	});
	let next = Date.now();
	const ask = async (question: Observed) => {
		next = Math.max(next + 1000 / rate, Date.now());
		await sleep(next - Date.now(), undefined, { signal });
		const reason = await askOnce(stack, question, signal);
		const { lat, lon, date } = question;
		if (reason) failed.push({ lat, lon, date, reason });
		progress.add();
	};
	const concurrency = Math.max(1, Math.ceil(rate * secondsOfAnswer));
	try {
		await pMap(questions, ask, { concurrency, signal });
	} finally {
		progress.stop();
	}
	return failed;
}

/** Maximum number of attempts when the API asks the client to retry later. */
const attempts = 4;

/** Returns undefined when the API answers, otherwise the error message. */
async function askOnce(
	{ url }: Stack,
	question: Observed,
	signal: AbortSignal,
): Promise<string | undefined> {
	for (let attempt = 1; ; attempt++) {
		const asked = await post(`${url}/api/reasoning`, question, signal);
		if (typeof asked === "string") return asked;
		const { response, body } = asked;
		if (response.ok) return undefined;
		const isPassing = [429, 503, 504].includes(response.status);
		if (!isPassing || attempt === attempts) return messageOf(body, response);
		const after = Number(response.headers.get("retry-after") ?? attempt);
		const seconds = Number.isNaN(after) ? attempt : after;
		await sleep(1000 * seconds, undefined, { signal });
	}
}

/** Returns the reason when the API cannot be reached. */
async function post(url: string, question: Observed, signal: AbortSignal) {
	try {
		const response = await fetch(url, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(question),
			signal,
		});
		return { response, body: await response.text() };
	} catch (error) {
		signal.throwIfAborted();
		const { message, cause } = error as Error;
		const { code } = (cause ?? {}) as { code?: string };
		return `${url} cannot be reached: ${code ?? message}`;
	}
}

function messageOf(body: string, { status }: Response): string {
	try {
		return `${status}: ${JSON.parse(body).message}`;
	} catch {
		return `${status}`;
	}
}

interface Report {
	plan: string;
	/** Number of observations with an answer before, of questions asked now, and the failed ones. */
	known: number;
	asked: number;
	failed: Failed[];
}

function report(
	done: Report,
	{ json }: WarmOptions,
	{ print, log }: Terminal,
): void {
	const { plan, asked, failed } = done;
	const answered = asked - failed.length;
	for (const { lat, lon, date, reason } of failed)
		log(`No answer: ${lat}, ${lon} on ${date}: ${reason}`);
	if (json) print(JSON.stringify({ ...done, answered }));
	else if (asked === 0) print(plan);
	else print(`${answered} of ${asked} questions answered`);
}
