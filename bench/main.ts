/** `npm run bench`: measures, prints the results, and fails when a goal is missed. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Argument, program } from "commander";
import { root } from "../build/projectRoot.ts";
import { answersInAndOut } from "./answersInAndOut.ts";
import { faultInjection } from "./faultInjection.ts";
import { firstQuestions } from "./firstQuestions.ts";
import { growth } from "./growth.ts";
import { handlerHit } from "./handlerHit.ts";
import { ingest } from "./ingest.ts";
import { manyQuestions } from "./manyQuestions.ts";
import { page } from "./page.ts";
import { machine, report, table } from "./report.ts";
import { startLocal } from "./startLocal.ts";
import { startUp } from "./startUp.ts";
import { decide, type Row } from "./support/benchmark.ts";

const benchmarks = [
	handlerHit,
	startUp,
	firstQuestions,
	manyQuestions,
	startLocal,
	faultInjection,
	growth,
	page,
	ingest,
	answersInAndOut,
];
const all = benchmarks.map(({ name }) => name);

/** The results that the documentation shows, and the document. */
const published = join(root, "bench/results/latest.json");
const document = join(root, "docs/performance.md");

program
	.name("npm run bench --")
	.addArgument(new Argument("[names...]", "the benchmarks").choices(all))
	.option(
		"--json <file>",
		"write the results; bench/results/latest.json updates docs/performance.md",
	)
	.action(main);
await program.parseAsync();

async function main(names: string[], { json }: { json?: string }) {
	const chosen = names.length === 0 ? all : names;
	const rows: Row[] = [];
	let isWhole = true;
	for (const benchmark of benchmarks) {
		if (!chosen.includes(benchmark.name)) continue;
		const started = performance.now();
		try {
			rows.push(...(await decide(benchmark)));
		} catch (error) {
			console.error(`${benchmark.name} failed:`, error);
			isWhole = false;
		}
		const seconds = Math.round((performance.now() - started) / 1000);
		console.error(`${benchmark.name}: ${seconds} s`);
	}
	console.log(table(rows));
	if (json && isWhole) {
		const results = { machine: machine(), rows };
		writeFileSync(json, `${JSON.stringify(results, null, "\t")}\n`);
		if (resolve(json) === published) writeFileSync(document, report(results));
	}
	// A failed benchmark may have left processes or timers.
	const isMissed = rows.some(({ verdict }) => verdict === "missed");
	process.exit(isWhole && !isMissed ? 0 : 1);
}
