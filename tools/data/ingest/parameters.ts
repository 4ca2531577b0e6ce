/** The parameters of the method; each default has its reason. */

/** Parameters of the cell-days of a file. */
export interface CellParameters {
	/** Edge of a cell in degrees, a divisor of 180. */
	cell: number;
	/** Height of a band of latitude in degrees, a divisor of 180. */
	band: number;
	/** Soundings with this `xco2_quality_flag` are used. */
	quality: number;
	/** Good soundings that a cell needs on a day. */
	leastSoundings: number;
	/** Good soundings that a band needs on a day to have a median. */
	leastBandSoundings: number;
}

/** Parameters of the anomalies. */
export interface AnomalyParameters {
	/** Years of the baseline: those before a month's own, all others, or from one to another. */
	reference: "before" | "others" | { from: number; to: number };
	/** Reference days that a cell needs to have its own spread. */
	leastReference: number;
	/** Lower bound of every spread, ppm. */
	leastSpread: number;
	/** Least z-score of each severity. */
	low: number;
	medium: number;
	high: number;
	/** Days of the month on which a cell must reach the lowest z-score. */
	leastDays: number;
	/** Maximum number of anomalies of a month. */
	limit?: number;
}

export type Parameters = CellParameters & AnomalyParameters;

export const defaults: Parameters = {
	// The published method maps 1-degree cells, the width of a few tracks.
	cell: 1,
	// As in the published method.
	band: 10,
	// 0 is good in the product.
	quality: 0,
	// One sounding beside a cloud moves a median of fewer.
	leastSoundings: 5,
	// The median of 20 soundings with a scatter of 1 ppm is known to 0.3 ppm.
	leastBandSoundings: 20,
	// A published month does not change when later years are added.
	reference: "before",
	// The relative error of a spread is a fifth with 30 values, and a third with ten.
	leastReference: 30,
	// Neighbouring soundings have systematic errors of this size: https://doi.org/10.5194/amt-11-6539-2018
	leastSpread: 0.5,
	// By chance, one cell-day in 700 reaches 3, and one cell in 100,000 does so twice in a month.
	low: 3,
	medium: 4,
	high: 6,
	// OCO-2 returns after 16 days, so a cell rarely has more than two days.
	leastDays: 2,
};
