/**
 * The background of a day: the median of the good soundings in bands of
 * latitude, linearly interpolated between the middles of the bands. It removes
 * the yearly rise and the season, which are the same all around a parallel.
 *
 * J. Hakkarainen, I. Ialongo, S. Maksyutov, D. Crisp: Analysis of Four Years of
 * Global XCO2 Anomalies as Seen by Orbiting Carbon Observatory-2. Remote
 * Sensing 11 (2019), 850. https://doi.org/10.3390/rs11070850
 * docs/data.md says which part of it was compared with a text.
 */
import { lowerMedian } from "./median.ts";
import type { CellParameters } from "./parameters.ts";

/** A row for each good sounding. */
export interface Measured {
	/** Degrees north. */
	latitude: Float32Array;
	/** ppm. */
	xco2: Float32Array;
}

/** ppm at a latitude; NaN in a band with too few soundings. */
export type Background = (latitude: number) => number;

export function backgroundOf(
	measured: Measured,
	{
		band,
		leastBandSoundings,
	}: Pick<CellParameters, "band" | "leastBandSoundings">,
): Background {
	const count = Math.round(180 / band);
	const bandOf = (degrees: number) =>
		Math.min(count - 1, Math.floor((degrees + 90) / band));
	const medians = mediansOf(measured, count, bandOf, leastBandSoundings);
	/** The nearest band with a median, upwards or downwards; the band itself when there is none. */
	const nearest = (from: number, step: 1 | -1) => {
		for (let at = from + step; at >= 0 && at < count; at += step)
			if (!Number.isNaN(medians[at])) return at;
		return from;
	};
	const below = Uint16Array.from(medians, (_, at) => nearest(at, -1));
	const above = Uint16Array.from(medians, (_, at) => nearest(at, 1));
	const middleOf = (at: number) => (at + 0.5) * band - 90;
	return (degrees) => {
		const own = bandOf(degrees);
		const ownMedian = medians[own] as number;
		const other = (degrees < middleOf(own) ? below : above)[own] as number;
		// Beyond the last band there is nothing to interpolate towards.
		if (other === own) return ownMedian;
		const share = (degrees - middleOf(own)) / (middleOf(other) - middleOf(own));
		return ownMedian + share * ((medians[other] as number) - ownMedian);
	};
}

/** The median of each band; NaN for a band with fewer than `least` soundings. */
function mediansOf(
	{ latitude, xco2 }: Measured,
	count: number,
	bandOf: (degrees: number) => number,
	least: number,
): Float64Array {
	const sizes = new Uint32Array(count);
	const bands = new Uint16Array(latitude.length);
	for (let row = 0; row < bands.length; row++) {
		const band = bandOf(latitude[row] as number);
		bands[row] = band;
		sizes[band] = (sizes[band] as number) + 1;
	}
	const parts = Array.from(sizes, (size) => new Float64Array(size));
	const filled = new Uint32Array(count);
	for (let row = 0; row < bands.length; row++) {
		const band = bands[row] as number;
		const at = filled[band] as number;
		(parts[band] as Float64Array)[at] = xco2[row] as number;
		filled[band] = at + 1;
	}
	return Float64Array.from(parts, (part) =>
		part.length < least ? Number.NaN : lowerMedian(part),
	);
}
