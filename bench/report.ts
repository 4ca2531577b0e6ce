/** What was measured, as text: a table, and `docs/performance.md` around it. */
import { cpus, totalmem } from "node:os";
import {
	countsText,
	type Measured,
	type Row,
	type Sample,
} from "./support/benchmark.ts";

/** What `--json` writes. */
export interface Results {
	machine: ReturnType<typeof machine>;
	rows: Row[];
}

export function machine() {
	const [first] = cpus();
	return {
		date: new Date().toISOString().slice(0, 10),
		processor: first?.model.trim() ?? "unknown",
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 2 ** 30),
		node: process.version,
		platform: `${process.platform} ${process.arch}`,
	};
}

export function report({ machine, rows }: Results): string {
	const { date, processor, cores, memoryGb, node, platform } = machine;
	return [
		"# Performance",
		"",
		"Made by `npm run bench -- --json bench/results/latest.json`; change the benchmarks, not this page. Compared things",
		"run in turns in the same run, so the ratios hold on other machines; the numbers beside them do not. `NODE24=PATH`",
		"names the deployed runtime's Node, with which the function's start-up is measured. A goal is met or missed when the",
		"whole interval is; else more is measured, and what four runs do not decide is open.",
		"",
		`${date}: ${cores} cores of ${processor}, ${memoryGb} GB, ${platform}, Node ${node}.`,
		"",
		table(rows),
		"",
		"## How, and where it stands",
		"",
		...rows.map(told),
		"",
	].join("\n");
}

const headings = [
	"question",
	"measured",
	"compared with",
	"ratio (95 %)",
	"goal",
	"",
];

/** In Markdown. */
export function table(rows: Row[]): string {
	return [headings, headings.map(() => "---"), ...rows.map(cells)]
		.map((texts) => `| ${texts.join(" | ")} |`)
		.join("\n");
}

function cells(row: Row): string[] {
	const { question, measured, comparedWith, compared, ratio, goal, verdict } =
		row;
	return [
		question,
		measuredText(measured),
		compared ? `${comparedWith}: ${measuredText(compared)}` : "–",
		ratio
			? `${ratio.value.toFixed(2)} × (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`
			: "–",
		goal,
		verdict,
	];
}

function measuredText(measured: Measured): string {
	if (!isSample(measured)) return countsText(measured);
	const { unit, median, p99, n } = measured;
	if (n === 1) return `${number(median)} ${unit}`;
	return `${number(median)} ${unit}, p99 ${number(p99)}, n ${n.toLocaleString("en")}`;
}

function isSample(measured: Measured): measured is Sample {
	return "unit" in measured;
}

/** Three digits are more than a machine repeats. */
function number(value: number): string {
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return Number(value.toFixed(digits)).toLocaleString("en");
}

function told({ question, comparedWith, verdict, note }: Row): string {
	const against = comparedWith ? `, against ${comparedWith}` : "";
	return `- **${question}**${against} (${verdict}). ${note}`;
}
