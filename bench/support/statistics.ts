/** Statistics of the measurements. */

/** The value below which a share `p` (0–1) of the values lies, interpolated. */
export function quantile(values: readonly number[], p: number): number {
	if (values.length === 0) throw new RangeError("no values");
	const sorted = Float64Array.from(values).sort();
	const at = p * (sorted.length - 1);
	const below = sorted[Math.floor(at)] as number;
	const above = sorted[Math.ceil(at)] as number;
	return below + (above - below) * (at - Math.floor(at));
}

export const median = (values: readonly number[]) => quantile(values, 0.5);
export const p99 = (values: readonly number[]) => quantile(values, 0.99);

export type Statistic = (values: readonly number[]) => number;

/** A value with its 95 % confidence interval. */
export interface Interval {
	value: number;
	low: number;
	high: number;
}

/**
 * The ratio of a statistic of two samples that were taken in the same rounds.
 * Its interval comes from a bootstrap that draws whole rounds of both samples,
 * because a disturbance of a round affects both.
 * @see https://en.wikipedia.org/wiki/Bootstrapping_(statistics)#Block_bootstrap
 * @param measured the values of each round
 * @param compared the values of the other sample, with as many rounds
 */
export function ratioOf(
	measured: readonly number[][],
	compared: readonly number[][],
	statistic: Statistic = median,
	random: () => number = Math.random,
): Interval {
	const rounds = measured.length;
	if (rounds !== compared.length)
		throw new RangeError(`${rounds} rounds against ${compared.length}`);
	const ratio = (drawn: number[]) =>
		statistic(drawn.flatMap((round) => measured[round] ?? [])) /
		statistic(drawn.flatMap((round) => compared[round] ?? []));
	const drawn = Array.from({ length: 500 }, () =>
		ratio(measured.map(() => Math.floor(random() * rounds))),
	);
	return {
		value: ratio([...measured.keys()]),
		low: quantile(drawn, 0.025),
		high: quantile(drawn, 0.975),
	};
}

export interface Point {
	x: number;
	y: number;
}

/** The `b` of `y = a x^b` through the points, by least squares of the logarithms. */
export function exponentOf(points: readonly Point[]): number {
	const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
	const mean = (of: (point: Point) => number) =>
		logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
	const x = mean((point) => point.x);
	const y = mean((point) => point.y);
	return (
		mean((point) => (point.x - x) * (point.y - y)) /
		mean((point) => (point.x - x) ** 2)
	);
}
