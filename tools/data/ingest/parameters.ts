/** What the method can be told otherwise; each default has its reason. */

/** What the cell-days of a file depend on. */
export interface CellParameters {
	/** Edge of a cell in degrees, a divisor of 180. */
	cell: number;
	/** Height of a band of latitude in degrees, a divisor of 180. */
	band: number;
	/** Soundings with this `xco2_quality_flag` are used. */
	quality: number;
	/** Good soundings of a day that a cell needs to be judged by. */
	leastSoundings: number;
	/** Good soundings of a day that a band needs to have a median. */
	leastBandSoundings: number;
}

/** What the anomalies depend on beside the cell-days. */
export interface AnomalyParameters {
	/** Years of the baseline: those before a month's own, all others, or from one to another. */
	reference: "before" | "others" | { from: number; to: number };
	/** Days of the reference that a cell needs to have a spread of its own. */
	leastReference: number;
	/** ppm below which no spread is taken for true. */
	leastSpread: number;
	/** Least z-score of each severity. */
	low: number;
	medium: number;
	high: number;
	/** Days of the month on which a cell has to stand out. */
	leastDays: number;
	/** Anomalies of a month at the most. */
	limit?: number;
}

export type Parameters = CellParameters & AnomalyParameters;

export const defaults: Parameters = {
	// The published method maps 1-degree cells, the width of a few tracks.
	cell: 1,
	// The published method's.
	band: 10,
	// The product's own: 0 is good.
	quality: 0,
	// A median of fewer is moved by one sounding beside a cloud.
	leastSoundings: 5,
	// The median of 20 soundings with a scatter of 1 ppm is known to 0.3 ppm.
	leastBandSoundings: 20,
	// A month that is published does not change when later years are added.
	reference: "before",
	// A spread of 30 values is known to a fifth, with ten to a third.
	leastReference: 30,
	// Systematic errors of neighbouring soundings are of this size: https://doi.org/10.5194/amt-11-6539-2018
	leastSpread: 0.5,
	// One cell-day in 700 is there by chance, and one cell in 100,000 twice in a month.
	low: 3,
	medium: 4,
	high: 6,
	// OCO-2 comes back after 16 days: more days than two are rarely seen.
	leastDays: 2,
};
