/** Benchmarks and the rows of their results. */
import {
	exponentOf,
	type Interval,
	median,
	type Point,
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
	measured: string;
	comparedWith?: string;
	compared?: string;
	/** Ratio of the measured to the compared values, with its interval. */
	ratio?: string;
	goal: string;
	verdict: Verdict;
	/** How it was measured, and what limits the result. */
	note: string;
}

/** `open`: the goal lies within the interval of the comparison. */
export type Verdict = "met" | "missed" | "open";

/** Number of events by name. */
type Counts = Record<string, number>;

type Goal = { atMost: number } | { atLeast: number };

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

/** Median, 99th percentile and number of the values. */
function sampleText(values: number[], unit: string): string {
	const middle = `${rounded(median(values))} ${unit}`;
	if (values.length === 1) return middle;
	return `${middle}, p99 ${rounded(p99(values))}, n ${values.length.toLocaleString("en")}`;
}

/** Three digits: more do not repeat. */
const rounded = (value: number) =>
	value.toLocaleString("en", {
		maximumFractionDigits:
			Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2,
	});

type Asked = Pick<Row, "question" | "note"> & { goal: Goal };

/** A comparison of two measurements with a value for each round. */
interface Comparison extends Asked {
	comparedWith: string;
	unit: string;
	measured: number[][];
	compared: number[][];
	statistic?: Statistic;
}

/** The data of a row, to add those of another run. */
const comparisons = new WeakMap<Row, Comparison>();

export function comparison(of: Comparison): Row {
	const { question, comparedWith, unit, measured, compared, goal, note } = of;
	const ratio = ratioOf(measured, compared, of.statistic);
	const row: Row = {
		question,
		measured: sampleText(measured.flat(), unit),
		comparedWith,
		compared: sampleText(compared.flat(), unit),
		ratio: ratioText(ratio),
		goal: goalText(goal, "×"),
		verdict: verdictOf(goal, ratio),
		note,
	};
	comparisons.set(row, of);
	return row;
}

const ratioText = ({ value, low, high }: Interval) =>
	`${value.toFixed(2)} × (${low.toFixed(2)}–${high.toFixed(2)})`;

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
export function limit(of: Asked & { unit: string; measured: number[] }): Row {
	const { unit, measured, goal, ...rest } = of;
	return {
		...rest,
		measured: sampleText(measured, unit),
		goal: goalText(goal, unit),
		verdict: meets(goal, median(measured)) ? "met" : "missed",
	};
}

/** How milliseconds `y` grow with the size `x`, as the exponent of a power. */
export function growthOf(of: {
	question: string;
	points: Point[];
	/** Of the sizes. */
	unit: string;
	atMost: number;
}): Row {
	const { question, points, unit, atMost } = of;
	const times = points.map(({ x, y }) => `${x} ${unit}: ${y.toFixed(0)} ms`);
	return limit({
		question,
		unit: "exponent",
		measured: [exponentOf(points)],
		goal: { atMost },
		note: `1 is linear. ${times.join(", ")}.`,
	});
}

/** Events that must happen an exact number of times. */
export function exactly(
	of: Pick<Row, "question" | "note"> & { counted: Counts; goal: Counts },
): Row {
	const { counted, goal, ...rest } = of;
	const isMet = Object.entries(goal).every(
		([what, count]) => counted[what] === count,
	);
	return {
		...rest,
		measured: countsText(counted),
		goal: countsText(goal),
		verdict: isMet ? "met" : "missed",
	};
}

function countsText(counts: Counts): string {
	return Object.entries(counts)
		.map(([what, count]) => `${count.toLocaleString("en")} ${what}`)
		.join(", ");
}
