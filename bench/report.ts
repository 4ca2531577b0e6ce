/** `docs/performance.md`, made of what `npm run bench -- --json` wrote. */
import type { Row } from "./support/benchmark.ts";
import type { Results } from "./support/results.ts";
import { cells, headings } from "./support/table.ts";

export function report({ machine, rows }: Results): string {
	const { date, processor, cores, memoryGb, node, platform } = machine;
	const line = (texts: string[]) => `| ${texts.join(" | ")} |`;
	const pictures = new Set(rows.flatMap(({ picture }) => picture ?? []));
	return [
		"# Performance",
		"",
		"Made by `npm run bench -- --json bench/results/latest.json`; change the benchmarks, not this page. Compared things",
		"run in turns in the same run, so the ratios hold on other machines; the numbers beside them do not.",
		"",
		`${date}: ${cores} cores of ${processor}, ${memoryGb} GB, ${platform}, Node ${node}.`,
		"",
		line(headings),
		line(headings.map(() => "---")),
		...rows.map((row) => line(cells(row))),
		"",
		...[...pictures].flatMap((picture) => [
			`![Time by data and load, on logarithmic axes](../bench/results/${picture})`,
			"",
		]),
		"## How, and where it stands",
		"",
		...rows.map(told),
		"",
	].join("\n");
}

function told({ question, comparedWith, met, note }: Row): string {
	const against = comparedWith ? `, against ${comparedWith}` : "";
	return `- **${question}**${against} (${met ? "met" : "missed"}). ${note}`;
}
