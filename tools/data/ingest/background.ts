/**
 * The background of a day: the median of the good soundings in bands of
 * latitude, linear between the middles of the bands. With it go the yearly
 * rise and the season, which are the same all around a parallel.
 *
 * J. Hakkarainen, I. Ialongo, S. Maksyutov, D. Crisp: Analysis of Four Years of
 * Global XCO2 Anomalies as Seen by Orbiting Carbon Observatory-2. Remote
 * Sensing 11 (2019), 850. https://doi.org/10.3390/rs11070850
 */
import { lowerMedian } from "./median.ts";
import type { CellParameters } from "./parameters.ts";

/** What the background is made of, a row for each good sounding. */
export interface Measured {
	/** Degrees north. */
	latitude: Float32Array;
	/** ppm. */
	xco2: Float32Array;
}

/** ppm at a latitude; undefined where its band has too few soundings. */
export type Background = (latitude: number) => number | undefined;

export function backgroundOf(
	{ latitude, xco2 }: Measured,
	{
		band,
		leastBandSoundings,
	}: Pick<CellParameters, "band" | "leastBandSoundings">,
): Background {
	const count = Math.round(180 / band);
	const bandOf = (degrees: number) =>
		Math.min(count - 1, Math.floor((degrees + 90) / band));
	const medians = mediansOf(latitude, xco2, count, bandOf, leastBandSoundings);
	/** The nearest band with a median, upwards or downwards. */
	const nearest = (from: number, step: number) => {
		for (let at = from; at >= 0 && at < count; at += step)
			if (medians[at] !== undefined) return at;
		return undefined;
	};
	const middleOf = (at: number) => (at + 0.5) * band - 90;
	return (degrees) => {
		const own = bandOf(degrees);
		const ownMedian = medians[own];
		if (ownMedian === undefined) return undefined;
		const step = degrees < middleOf(own) ? -1 : 1;
		const other = nearest(own + step, step);
		// Beyond the last band there is nothing to go towards.
		if (other === undefined) return ownMedian;
		const share = (degrees - middleOf(own)) / (middleOf(other) - middleOf(own));
		return ownMedian + share * ((medians[other] as number) - ownMedian);
	};
}

function mediansOf(
	latitude: Float32Array,
	xco2: Float32Array,
	count: number,
	bandOf: (degrees: number) => number,
	least: number,
): (number | undefined)[] {
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
	return parts.map((part) =>
		part.length < least ? undefined : lowerMedian(part),
	);
}
