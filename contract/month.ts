/** The file of a month, and the index of all months. */
import * as z from "zod/mini";
import { type Method, method } from "./method.ts";
import { anomalyFeature, type Granule } from "./observation.ts";

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

/** `index.geojson`: one feature per month, newest last. */
export interface MonthIndex {
	type: "FeatureCollection";
	features: {
		type: "Feature";
		geometry: null;
		properties: {
			/** `YYYYMM` */
			month: string;
			count: number;
			/** West, south, east, north in degrees; null for a month without anomalies. */
			extent: [number, number, number, number] | null;
			max_zscore: number | null;
			/** Whether tools/data/sample.ts made it, in place of a satellite. */
			synthetic: boolean;
			/** The satellites of its observations. */
			satellites: Granule["satellite"][];
			/** For a large month: name of its compact file; see compact.ts. */
			compact?: string;
			/** The method stated in the month's file. */
			method?: Method;
		};
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
