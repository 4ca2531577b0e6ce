/** The method that found a month's anomalies, which readers need to judge them. */
import * as z from "zod/mini";

const textRule = "must be text, not empty";
const countRule = "must be a whole number above 0";

/** Error message for unknown members. */
const objectRule = (issue: { code?: string; keys?: string[] }) =>
	issue.keys ? `must not have ${issue.keys.join(", ")}` : "must be an object";

/**
 * The member `method` of a month's file. Every member is optional, and the page names
 * those that are missing. Unknown members are refused, because the page would not
 * show them.
 */
export function method() {
	const text = z.optional(
		z.string({ error: textRule }).check(z.minLength(1, textRule)),
	);
	const positive = z.optional(
		z.int({ error: countRule }).check(z.positive(countRule)),
	);
	const zscore = z.optional(z.number({ error: "must be a number (z-score)" }));
	return z.strictObject(
		{
			/** The days of the baseline, in words: "2019 to 2022, the same month". */
			reference_window: text,
			/** The area of the baseline around a place, in words. */
			reference_area: text,
			/** The selection of soundings, in words: "xco2_quality_flag = 0". */
			quality_filter: text,
			/** The lowest z-score of each severity. */
			thresholds: z.optional(
				z.strictObject(
					{ low: zscore, medium: zscore, high: zscore },
					{ error: objectRule },
				),
			),
			/** Maximum number of anomalies in a month; there may have been more. */
			count_limit: positive,
			/** Number of anomalous days before a place is listed. */
			least_detection_days: positive,
			/** The source product, with its version. */
			product: text,
			product_version: text,
			/** DOI of the product, without a URL: "10.5067/…". */
			doi: z.optional(
				z
					.string({ error: textRule })
					.check(z.regex(/^10\.\d{4,}\/\S+$/, "must be a DOI, 10.…/…")),
			),
			/** Number of source files of the month, and of good soundings in them. */
			files: positive,
			soundings: positive,
			/** Licence of the month's file: an SPDX identifier, or a name. */
			licence: text,
			/** The software that found the anomalies, with its version. */
			software: text,
		},
		{ error: objectRule },
	);
}
export type Method = z.infer<ReturnType<typeof method>>;
