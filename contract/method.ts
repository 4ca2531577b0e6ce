/** How the anomalies of a month were found: what a reader must know to judge them. */
import * as z from "zod/mini";

const textRule = "must be text, not empty";
const text = z.optional(
	z.string({ error: textRule }).check(z.minLength(1, textRule)),
);
const countRule = "must be a whole number above 0";
const positive = z.optional(
	z.int({ error: countRule }).check(z.positive(countRule)),
);
const zscore = z.optional(z.number({ error: "must be a number (z-score)" }));

/** Tells of members that nobody knows. */
const objectRule = (issue: { code?: string; keys?: string[] }) =>
	issue.keys ? `must not have ${issue.keys.join(", ")}` : "must be an object";

/**
 * The member `method` of a month's file. Every member may be missing, and the
 * page says for each that is; one that is not listed here is refused, because
 * it would be taken for stated and shown nowhere.
 */
export const method = () =>
	z.strictObject(
		{
			/** The days that the baseline is made of, in words: "2019 to 2022, the same month". */
			reference_window: text,
			/** The area around a place that its baseline is made of, in words. */
			reference_area: text,
			/** Which soundings were used, in words: "xco2_quality_flag = 0". */
			quality_filter: text,
			/** The least z-score of each severity. */
			thresholds: z.optional(
				z.strictObject(
					{ low: zscore, medium: zscore, high: zscore },
					{ error: objectRule },
				),
			),
			/** Anomalies of a month at the most: there may have been more. */
			count_limit: positive,
			/** Days on which a place has to stand out before it is listed. */
			least_detection_days: positive,
			/** The product that the values are from, and its version. */
			product: text,
			product_version: text,
			/** Of the product, without an address before it: "10.5067/…". */
			doi: z.optional(
				z
					.string({ error: textRule })
					.check(z.regex(/^10\.\d{4,}\/\S+$/, "must be a DOI, 10.…/…")),
			),
			/** Files of the product that the month is made of, and good soundings in them. */
			files: positive,
			soundings: positive,
			/** Of the month's file: an SPDX identifier, or a name. */
			licence: text,
			/** What found the anomalies, with its version. */
			software: text,
		},
		{ error: objectRule },
	);
export type Method = z.infer<ReturnType<typeof method>>;
