/** `npm run bench`: measures, prints the results, and fails when a goal is missed. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../build/projectRoot.ts";
import { UsageError } from "../local/core/usageError.ts";
import { answersInAndOut } from "./answersInAndOut.ts";
import { faultInjection } from "./faultInjection.ts";
import { firstQuestions } from "./firstQuestions.ts";
import { growth } from "./growth.ts";
import { handlerHit } from "./handlerHit.ts";
import { ingest } from "./ingest.ts";
import { manyQuestions } from "./manyQuestions.ts";
import { page as thePage } from "./page.ts";
import { machine, type Results, report, table } from "./report.ts";
import { startLocal } from "./startLocal.ts";
import { startUp } from "./startUp.ts";
import { type Benchmark, decide } from "./support/benchmark.ts";

const benchmarks: Benchmark[] = [
	handlerHit,
	startUp,
	firstQuestions,
	manyQuestions,
	startLocal,
	faultInjection,
	growth,
	thePage,
	ingest,
	answersInAndOut,
];

/** The results that the documentation shows, and the document. */
const kept = join(root, "bench/results/latest.json");
const page = join(root, "docs/performance.md");

const usage = "npm run bench -- [NAME…] [--json FILE]";

function readArguments(args: string[]) {
	let values: { json?: string };
	let positionals: string[];
	try {
		({ values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: { json: { type: "string" } },
		}));
	} catch (error) {
		throw new UsageError(`${(error as Error).message} (${usage})`);
	}
	const names = benchmarks.map(({ name }) => name);
	for (const name of positionals)
		if (!names.includes(name))
			throw new UsageError(
				`there is no benchmark ${JSON.stringify(name)}; take of ${names.join(", ")}`,
			);
	const chosen = benchmarks.filter(
		({ name }) => positionals.length === 0 || positionals.includes(name),
	);
	return { chosen, json: values.json };
}

async function main(): Promise<void> {
	const { chosen, json } = readArguments(process.argv.slice(2));
	const results: Results = { machine: machine(), rows: [] };
	let isWhole = true;
	for (const { name, run } of chosen) {
		const started = performance.now();
		try {
			results.rows.push(...(await decide({ run })));
		} catch (error) {
			console.error(`${name} failed:`, error);
			isWhole = false;
		}
		const seconds = Math.round((performance.now() - started) / 1000);
		console.error(`${name}: ${seconds} s`);
	}
	console.log(table(results.rows));
	if (json && isWhole) {
		writeFileSync(json, `${JSON.stringify(results, null, "\t")}\n`);
		if (resolve(json) === kept) writeFileSync(page, report(results));
	}
	// A failed benchmark may have left processes or timers.
	const isMissed = results.rows.some(({ verdict }) => verdict === "missed");
	process.exit(isWhole && !isMissed ? 0 : 1);
}

main().catch((error) => {
	console.error(error instanceof UsageError ? error.message : error);
	process.exit(1);
});
