/** Cautions about an anomaly, by fixed rules; they never name a cause. */
import type { Observation } from "../../contract/observation.ts";

export type Caution =
	/** By chance alone, one in `oneIn` values is at least this far from the mean. */
	| { rule: "withinSpread"; zscore: number; oneIn: number }
	| { rule: "uncertain"; times: number }
	| { rule: "fewDays"; days: number }
	/** Degrees of latitude beyond which the satellite cannot observe. */
	| { rule: "edge"; satellite: Observation["satellite"]; limit: number }
	| { rule: "synthetic" };

/** A smaller z-score is within the usual spread. */
const unusualFrom = 2;
/** A deviation of fewer uncertainties than this may be an error of the measurement. */
const clear = 3;
/** Up to this many days, random errors have not averaged out. */
const few = 3;
/**
 * OCO-3 observes up to about this latitude, because of the orbit of the International Space Station.
 * @see https://amt.copernicus.org/articles/12/2341/2019
 */
export const oco3Limit = 52;
/**
 * OCO-2 is in a polar orbit, but needs sunlight: about 80° in summer.
 * @see https://amt.copernicus.org/articles/10/549/2017
 */
const limits = { "OCO-2": 80, "OCO-3": oco3Limit } as const;
/** Degrees below the limit that count as near it. */
const margin = 3;

export function cautionsAbout(
	observation: Observation,
	isSynthetic: boolean,
): Caution[] {
	const { zscore, deviation, uncertainty, detectionDays, satellite, lat } =
		observation;
	const found: Caution[] = [];
	if (isSynthetic) found.push({ rule: "synthetic" });
	if (Math.abs(zscore) < unusualFrom)
		found.push({ rule: "withinSpread", zscore, oneIn: 1 / byChance(zscore) });
	const times = Math.abs(deviation) / uncertainty;
	if (!(times >= clear)) found.push({ rule: "uncertain", times });
	if (detectionDays <= few)
		found.push({ rule: "fewDays", days: detectionDays });
	const limit = limits[satellite];
	if (Math.abs(lat) > limit - margin)
		found.push({ rule: "edge", satellite, limit });
	return found;
}

/**
 * The probability that a normally distributed value is at least this far from its
 * mean, on either side: erfc(|z| / √2).
 * @see https://personal.math.ubc.ca/~cbm/aands/page_299.htm formula 7.1.26, error below 1.5e-7
 */
export function byChance(zscore: number): number {
	const x = Math.abs(zscore) / Math.SQRT2;
	const t = 1 / (1 + 0.3275911 * x);
	const polynomial =
		t *
		(0.254829592 +
			t *
				(-0.284496736 +
					t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
	return polynomial * Math.exp(-x * x);
}
