/** `cache stats`: counts the items of the table. */
import { openStack, type StackOptions } from "../cli/stack.ts";
import type { Terminal } from "../cli/terminal.ts";
import { costText } from "./price.ts";
import { AnswerTable } from "./table.ts";

interface Stats {
	/** Answers that have not expired, and answers that have. */
	answers: number;
	expired: number;
	/** Remembered failures of model calls. */
	failures: number;
	/** Leases of questions that wait for the model. */
	leases: number;
	bytes: number;
	byMonth: Record<string, number>;
	byModel: Record<string, number>;
	/** Time of the oldest answer. */
	oldest: string | undefined;
	/** Cost of all answers in the table. */
	cost: string;
}

export async function stats(
	options: StackOptions & { json?: true },
	{ print, signal }: Terminal,
): Promise<void> {
	const table = new AnswerTable(await openStack(options));
	const now = Date.now() / 1000;
	const counts = { answers: 0, expired: 0, failures: 0, leases: 0, bytes: 0 };
	const byMonth = new Map<string, number>();
	const byModel = new Map<string, number>();
	let oldest: string | undefined;
	for await (const { answer, failure, lease, bytes } of table.all()) {
		signal.throwIfAborted();
		counts.bytes += bytes;
		if (lease) counts.leases++;
		else if (failure) counts.failures++;
		if (!answer) continue;
		if (answer.expires <= now) counts.expired++;
		else counts.answers++;
		add(byMonth, answer.observation.date?.slice(0, 7) ?? "unknown");
		add(byModel, answer.model);
		if (!oldest || answer.cachedAt < oldest) oldest = answer.cachedAt;
	}
	const found: Stats = {
		...counts,
		byMonth: sorted(byMonth),
		byModel: sorted(byModel),
		oldest,
		cost: costText(byModel),
	};
	print(options.json ? JSON.stringify(found) : text(found));
}

function add(counts: Map<string, number>, name: string): void {
	counts.set(name, (counts.get(name) ?? 0) + 1);
}

const sorted = (counts: Map<string, number>) =>
	Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));

function text(found: Stats): string {
	const list = (counts: Record<string, number>) =>
		Object.entries(counts)
			.map(([name, count]) => `${name} ${count}`)
			.join(", ");
	const lines = {
		Answers: `${found.answers}, and ${found.expired} expired`,
		"By month": list(found.byMonth),
		"By model": list(found.byModel),
		Oldest: found.oldest ?? "–",
		"Remembered failures": found.failures,
		"Questions in progress": found.leases,
		Size: `${(found.bytes / 1e6).toFixed(2)} MB`,
		"Cost of the answers": found.cost,
	};
	return Object.entries(lines)
		.map(([name, value]) => `${name.padEnd(24)}${value}`)
		.join("\n");
}
