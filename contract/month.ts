/** The file of a month, and the index of all months. */
import * as z from "zod/mini";
import { method } from "./method.ts";
import { anomalyFeature } from "./observation.ts";

/** A file `anomaliesYYYYMM.geojson`. */
export const monthOfAnomalies = () =>
	z.object(
		{
			type: z.literal("FeatureCollection", {
				error: 'must be "FeatureCollection"',
			}),
			/** The method that found the anomalies. */
			method: z.optional(method()),
			features: z.array(anomalyFeature(), {
				error: "must be an array of features",
			}),
		},
		{ error: "must be a FeatureCollection" },
	);
export type MonthOfAnomalies = z.infer<ReturnType<typeof monthOfAnomalies>>;

/** What `index.geojson` says about a month. */
export function indexedMonth() {
	const degrees = z.number({ error: extentRule });
	return z.object(
		{
			month: z
				.string({ error: monthRule })
				.check(z.regex(/^\d{4}(0[1-9]|1[0-2])$/, monthRule)),
			count: z
				.int({ error: countRule })
				.check(z.nonnegative({ error: countRule })),
			/** West, south, east, north in degrees; null for a month without anomalies. */
			extent: z.nullable(
				z.tuple([degrees, degrees, degrees, degrees], { error: extentRule }),
			),
			max_zscore: z.nullable(z.number({ error: "must be a number or null" })),
			/** Whether tools/data/sample.ts made it, in place of a satellite. */
			synthetic: z.boolean({ error: "must be true or false" }),
			/** The satellites of its observations. */
			satellites: z.array(z.enum(["OCO-2", "OCO-3"]), {
				error: "must be an array of satellites",
			}),
			/** For a large month: name of its compact file; see compact.ts. */
			compact: z.optional(z.string({ error: "must be a file's name" })),
			/** The method stated in the month's file. */
			method: z.optional(method()),
		},
		{ error: "must be an object" },
	);
}
const extentRule = "must be [west, south, east, north] in degrees, or null";
const monthRule = "must be a month as YYYYMM";
const countRule = "must be a whole number, 0 or more";

/** `index.geojson`: one feature per month, newest last. */
export interface MonthIndex {
	type: "FeatureCollection";
	features: {
		type: "Feature";
		geometry: null;
		properties: z.infer<ReturnType<typeof indexedMonth>>;
	}[];
}

/** The `YYYYMM` in a file's name, as in `anomalies202306.geojson`; undefined for any other name. */
export function monthOfFile(file: string): string | undefined {
	return /^anomalies(\d{4}(?:0[1-9]|1[0-2]))\.geojson$/.exec(file)?.[1];
}

/** The data bucket's file for a day. */
export function monthFile(date: string): string {
	return `anomalies${date.slice(0, 4)}${date.slice(5, 7)}.geojson`;
}
