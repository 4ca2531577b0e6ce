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
	met: boolean;
	/** How it was measured, where it stands, and what would bring it further. */
	note: string;
}

export type Measured = Sample | Counts;

export interface Sample {
	unit: Unit;
	median: number;
	p99: number;
	n: number;
}

export type Unit = "ms" | "exponent";

/** How often something happened, by what it was. */
export type Counts = Record<string, number>;

export type Goal = { atMost: number } | { atLeast: number };

function meets(goal: Goal, value: number): boolean {
	return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
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
export function comparison(of: {
	question: string;
	comparedWith: string;
	unit: Unit;
	measured: number[][];
	compared: number[][];
	statistic?: Statistic;
	goal: Goal;
	note: string;
}): Row {
	const { question, comparedWith, unit, measured, compared, goal, note } = of;
	const ratio = ratioOf(measured, compared, of.statistic);
	return {
		question,
		measured: sampleOf(unit, measured.flat()),
		comparedWith,
		compared: sampleOf(unit, compared.flat()),
		ratio,
		goal: goalText(goal, "×"),
		met: meets(goal, ratio.value),
		note,
	};
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
		met: meets(goal, sample.median),
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
	return {
		question,
		measured: counted,
		goal: countsText(goal),
		met: Object.entries(goal).every(([what, count]) => counted[what] === count),
		note,
	};
}

export function countsText(counts: Counts): string {
	return Object.entries(counts)
		.map(([what, count]) => `${count.toLocaleString("en")} ${what}`)
		.join(", ");
}
