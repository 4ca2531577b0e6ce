/** Rows as text. */
import {
	countsText,
	type Measured,
	type Row,
	type Sample,
} from "./benchmark.ts";

export const headings = [
	"question",
	"measured",
	"compared with",
	"ratio (95 %)",
	"goal",
	"",
];

/** Three digits are more than a machine repeats. */
function number(value: number): string {
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return Number(value.toFixed(digits)).toLocaleString("en");
}

function isSample(measured: Measured): measured is Sample {
	return "unit" in measured;
}

export function measuredText(measured: Measured): string {
	if (!isSample(measured)) return countsText(measured);
	const { unit, median, p99, n } = measured;
	if (n === 1) return `${number(median)} ${unit}`;
	return `${number(median)} ${unit}, p99 ${number(p99)}, n ${n.toLocaleString("en")}`;
}

export function cells(row: Row): string[] {
	const { question, measured, comparedWith, compared, ratio, goal, met } = row;
	return [
		question,
		measuredText(measured),
		compared ? `${comparedWith}: ${measuredText(compared)}` : "–",
		ratio
			? `${ratio.value.toFixed(2)} × (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`
			: "–",
		goal,
		met ? "met" : "missed",
	];
}

/** For a terminal. */
export function table(rows: Row[]): string {
	const lines = [headings, ...rows.map(cells)];
	const widths = headings.map((_, column) =>
		Math.max(...lines.map((line) => line[column]?.length ?? 0)),
	);
	return lines
		.map((line) =>
			line
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join("  ")
				.trimEnd(),
		)
		.join("\n");
}
