/** Robust statistics. */
import quickselect from "quickselect";

/**
 * Returns the lower median. It is always one of the values: a measurement, not
 * a mean of two.
 * @param values reordered from index `from` up to, but not including, `to`
 */
export function lowerMedian(
	values: Float64Array,
	from = 0,
	to = values.length,
): number {
	const middle = from + Math.floor((to - from - 1) / 2);
	// The library's type asks for an array, but the code works with any indexed object.
	quickselect(values as unknown as number[], middle, from, to - 1);
	return values[middle] as number;
}

/** Ratio of the standard deviation to the median absolute deviation in a normal distribution. */
const deviationsOfMad = 1.4826;

/**
 * Returns the scaled median absolute deviation: an estimate of the standard
 * deviation that a few outliers do not change.
 * @see https://doi.org/10.1080/01621459.1993.10476408
 */
export function robustSpread(values: Float64Array): number {
	const own = values.slice();
	const middle = lowerMedian(own);
	const distances = values.map((value) => Math.abs(value - middle));
	return deviationsOfMad * lowerMedian(distances);
}
