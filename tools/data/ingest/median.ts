/** Robust statistics of a part of a column. */
import quickselect from "quickselect";

/**
 * The lower median: always one of the values, so that it is a measurement and
 * not a mean of two.
 * @param values of which those from `from` to before `to` are reordered
 */
export function lowerMedian(
	values: Float64Array,
	from = 0,
	to = values.length,
): number {
	const middle = from + Math.floor((to - from - 1) / 2);
	// It works on whatever has indices.
	quickselect(values as unknown as number[], middle, from, to - 1);
	return values[middle] as number;
}

/** Of a normal distribution, the standard deviation is so many median absolute deviations. */
const deviationsOfMad = 1.4826;

/**
 * A standard deviation that a few outliers do not move: the median absolute
 * deviation, scaled.
 * @see https://doi.org/10.1080/01621459.1993.10476408
 */
export function robustSpread(values: Float64Array): number {
	const own = values.slice();
	const middle = lowerMedian(own);
	const distances = values.map((value) => Math.abs(value - middle));
	return deviationsOfMad * lowerMedian(distances);
}
