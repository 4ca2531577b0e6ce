/** What to be careful about with an anomaly, by rule; never a cause. */
import type { Observation } from "../../contract/observation.ts";

export type Caution =
	/** Chance alone is this far from the mean once in `oneIn` values. */
	| { rule: "withinSpread"; zscore: number; oneIn: number }
	| { rule: "uncertain"; times: number }
	| { rule: "fewDays"; days: number }
	/** Degrees of latitude beyond which the satellite sees nothing. */
	| { rule: "edge"; limit: number }
	| { rule: "synthetic" };

/** Below it, a value is within what is usual. */
const usual = 2;
/** A deviation of fewer uncertainties than this may be the measurement's own. */
const clear = 3;
/** Up to as many days, chance has not been averaged out. */
const few = 3;
/**
 * The space station's orbit: what OCO-3 sees ends at about this latitude.
 * @see https://amt.copernicus.org/articles/12/2341/2019
 */
export const oco3Limit = 52;
/** Degrees before the limit where soundings get few. */
const margin = 3;

export function cautionsAbout(
	observation: Observation,
	isSynthetic: boolean,
): Caution[] {
	const { zscore, deviation, uncertainty, detectionDays, satellite, lat } =
		observation;
	const found: Caution[] = [];
	if (isSynthetic) found.push({ rule: "synthetic" });
	if (Math.abs(zscore) < usual)
		found.push({ rule: "withinSpread", zscore, oneIn: 1 / byChance(zscore) });
	const times = Math.abs(deviation) / uncertainty;
	if (!(times >= clear)) found.push({ rule: "uncertain", times });
	if (detectionDays <= few)
		found.push({ rule: "fewDays", days: detectionDays });
	if (satellite === "OCO-3" && Math.abs(lat) > oco3Limit - margin)
		found.push({ rule: "edge", limit: oco3Limit });
	return found;
}

/**
 * How often a normally distributed value is at least as far from its mean, on
 * either side: erfc(|z| / √2).
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
