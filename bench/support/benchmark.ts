/** Benchmarks and the rows of their results. */
import {
	type Interval,
	median,
	p99,
	ratioOf,
	type Statistic,
} from "./statistics.ts";

export interface Benchmark {
	/** Name on the command line. */
	name: string;
	run(): Promise<Row[]>;
}

/** One line of the table. */
export interface Row {
	question: string;
	measured: Measured;
	comparedWith?: string;
	compared?: Measured;
	/** Ratio of the measured to the compared values. */
	ratio?: Interval;
	goal: string;
	verdict: Verdict;
	/** How it was measured, and what limits the result. */
	note: string;
}

/** `open`: the goal lies within the interval of the comparison. */
export type Verdict = "met" | "missed" | "open";

export type Measured = Sample | Counts;

export interface Sample {
	unit: Unit;
	median: number;
	p99: number;
	n: number;
}

export type Unit = "ms" | "kB" | "exponent" | "soundings/s" | "items/s";

/** Number of events by name. */
export type Counts = Record<string, number>;

export type Goal = { atMost: number } | { atLeast: number };

function meets(goal: Goal, value: number): boolean {
	return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** Met or missed only when the whole interval is. */
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

/** A comparison of two measurements with a value for each round. */
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

/** The data of a row, to add those of another run. */
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

/** Combines two runs of a row: all rounds of a comparison, otherwise the worse result. */
function together(first: Row, again: Row): Row {
	const [one, other] = [comparisons.get(first), comparisons.get(again)];
	if (!one || !other) return first.verdict === "met" ? again : first;
	return comparison({
		...other,
		measured: [...one.measured, ...other.measured],
		compared: [...one.compared, ...other.compared],
	});
}

/** Maximum number of runs of a benchmark while one of its rows is open. */
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

/** A measurement with an absolute goal. */
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

/** Events that must happen an exact number of times. */
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
