/** The files of a month and of all months. */
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
			/** How the anomalies were found. */
			method: z.optional(method()),
			features: z.array(anomalyFeature(), {
				error: "must be an array of features",
			}),
		},
		{ error: "must be a FeatureCollection" },
	);
export type MonthOfAnomalies = z.infer<ReturnType<typeof monthOfAnomalies>>;

/** `index.geojson`: a feature a month, newest last. */
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
			/** Made by tools/data/sample.ts, not seen by a satellite. */
			synthetic: boolean;
			/** That measured what is in it. */
			satellites: Granule["satellite"][];
			/** Name of the file with its columns, of a large month; see compact.ts. */
			compact?: string;
			/** As the month's file states it. */
			method?: Method;
		};
	}[];
}

/** The `YYYYMM` that a file's name says, as `anomalies202306.geojson`; undefined for any other name. */
export function monthOfFile(file: string): string | undefined {
	return /^anomalies(\d{4}(?:0[1-9]|1[0-2]))\.geojson$/.exec(file)?.[1];
}

/** The file of the data bucket in which a day is published. */
export function monthFile(date: string): string {
	return `anomalies${date.slice(0, 4)}${date.slice(5, 7)}.geojson`;
}
