/** What a question is, and the rows that its answer makes. */
import {
	type Interval,
	median,
	p99,
	ratioOf,
	type Statistic,
} from "./statistics.ts";

export interface Benchmark {
	/** On the command line. */
	name: string;
	run(): Promise<Row[]>;
}

/** One line of the table. */
export interface Row {
	question: string;
	measured: Measured;
	comparedWith?: string;
	compared?: Measured;
	/** Of the measured to the compared. */
	ratio?: Interval;
	goal: string;
	verdict: Verdict;
	/** How it was measured, where it stands, and what would bring it further. */
	note: string;
}

/** Open is a comparison whose interval has the goal in it. */
export type Verdict = "met" | "missed" | "open";

export type Measured = Sample | Counts;

export interface Sample {
	unit: Unit;
	median: number;
	p99: number;
	n: number;
}

export type Unit = "ms" | "kB" | "exponent" | "soundings/s" | "items/s";

/** How often something happened, by what it was. */
export type Counts = Record<string, number>;

export type Goal = { atMost: number } | { atLeast: number };

function meets(goal: Goal, value: number): boolean {
	return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** Met or missed with the whole interval. */
export function verdictOf(goal: Goal, { low, high }: Interval): Verdict {
	const [isMet, ...others] = [low, high].map((value) => meets(goal, value));
	if (others.some((other) => other !== isMet)) return "open";
	return isMet ? "met" : "missed";
}

function goalText(goal: Goal, unit: string): string {
	return "atMost" in goal
		? `≤ ${goal.atMost} ${unit}`
		: `≥ ${goal.atLeast} ${unit}`;
}

export const sampleOf = (unit: Unit, values: readonly number[]): Sample => ({
	unit,
	median: median(values),
	p99: p99(values),
	n: values.length,
});

/** Two things that were measured side by side; the values are those of each round. */
export interface Comparison {
	question: string;
	comparedWith: string;
	unit: Unit;
	measured: number[][];
	compared: number[][];
	statistic?: Statistic;
	goal: Goal;
	note: string;
}

/** What a row was made of, for when it is measured again. */
const comparisons = new WeakMap<Row, Comparison>();

export function comparison(of: Comparison): Row {
	const { question, comparedWith, unit, measured, compared, goal, note } = of;
	const ratio = ratioOf(measured, compared, of.statistic);
	const row: Row = {
		question,
		measured: sampleOf(unit, measured.flat()),
		comparedWith,
		compared: sampleOf(unit, compared.flat()),
		ratio,
		goal: goalText(goal, "×"),
		verdict: verdictOf(goal, ratio),
		note,
	};
	comparisons.set(row, of);
	return row;
}

/** A row that was measured twice: all rounds of a comparison, else the worse of both. */
function together(first: Row, again: Row): Row {
	const [one, other] = [comparisons.get(first), comparisons.get(again)];
	if (!one || !other) return first.verdict === "met" ? again : first;
	return comparison({
		...other,
		measured: [...one.measured, ...other.measured],
		compared: [...one.compared, ...other.compared],
	});
}

/** How often a benchmark runs at the most, until none of its rows is open. */
const maxRuns = 4;

export async function decide({ run }: Pick<Benchmark, "run">): Promise<Row[]> {
	let rows = await run();
	for (let runs = 1; runs < maxRuns; runs++) {
		if (rows.every(({ verdict }) => verdict !== "open")) break;
		const again = await run();
		rows = rows.map((row, at) => together(row, again[at] as Row));
	}
	return rows;
}

/** Something with a limit of its own. */
export function limit(of: {
	question: string;
	unit: Unit;
	measured: number[];
	goal: Goal;
	note: string;
}): Row {
	const { unit, measured, goal, ...rest } = of;
	const sample = sampleOf(unit, measured);
	return {
		...rest,
		measured: sample,
		goal: goalText(goal, unit),
		verdict: meets(goal, sample.median) ? "met" : "missed",
	};
}

/** What has to happen exactly so often. */
export function exactly(of: {
	question: string;
	counted: Counts;
	goal: Counts;
	note: string;
}): Row {
	const { question, counted, goal, note } = of;
	const isMet = Object.entries(goal).every(
		([what, count]) => counted[what] === count,
	);
	return {
		question,
		measured: counted,
		goal: countsText(goal),
		verdict: isMet ? "met" : "missed",
		note,
	};
}

export function countsText(counts: Counts): string {
	return Object.entries(counts)
		.map(([what, count]) => `${count.toLocaleString("en")} ${what}`)
		.join(", ");
}
