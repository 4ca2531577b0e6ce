/** A published anomaly, and the observation derived from it. */
import * as z from "zod/mini";
import { canonical } from "./canonical.ts";
import {
	degrees,
	isCalendarDay,
	number,
	ppm,
	ppmDifference,
	severity,
	zscore,
} from "./fields.ts";
import type { Observed } from "./request.ts";

/**
 * The schema of a published anomaly. It is created on demand: the function reads only
 * checked months, so its cold start does not need it.
 */
export function anomalyFeature() {
	return z.object(
		{
			type: literal("Feature"),
			geometry: z.object(
				{
					type: literal("Point"),
					/** A third number is an altitude (RFC 7946, 3.1.1), which an XCO2 does not have. */
					coordinates: z.tuple(
						[degrees(180, "east"), degrees(90, "north")],
						z.number({ error: "must be a number (altitude)" }),
						{ error: "must be [longitude, latitude]" },
					),
				},
				{ error: "must be a Point" },
			),
			properties: properties(),
		},
		{ error: "must be a Feature" },
	);
}

function literal<const T extends string>(value: T) {
	return z.literal(value, { error: `must be "${value}"` });
}

function properties() {
	const text = z.string({ error: "must be text" });
	const fileRule =
		"must name an OCO-2 or OCO-3 Lite file, oco3_LtCO2_YYMMDD_….nc4";
	return z.object(
		{
			/** Column-averaged dry-air mole fraction of CO2, ppm. */
			xco2: ppm("xco2"),
			/** One standard deviation of `xco2`, ppm. */
			xco2_uncertainty: ppm("standard deviation of xco2"),
			/** Usual XCO2 around the place, ppm. */
			baseline_mean: ppm("mean of the baseline"),
			baseline_std: ppm("standard deviation of the baseline"),
			zscore: zscore(),
			/** `xco2 - baseline_mean`, ppm. */
			deviation_ppm: ppmDifference("above the baseline"),
			/** The Lite file of the value. Its name contains satellite and day. */
			source_file: z.string({ error: fileRule }).check(
				z.refine((name) => granule(name) !== undefined, {
					error: fileRule,
				}),
			),
			severity: severity(),
			/** Number of anomalous days of the place in the month. */
			detection_days: number(0, 31, "days of the month"),
			detection_files: z.array(text, {
				error: "must be an array of file names",
			}),
		},
		{ error: "must be an object with xco2, zscore and the other properties" },
	);
}
export type AnomalyFeature = z.infer<ReturnType<typeof anomalyFeature>>;

export interface Granule {
	satellite: "OCO-2" | "OCO-3";
	/** `YYYY-MM-DD`, UTC. */
	date: string;
	synthetic: boolean;
}

/**
 * Parses the name of a Lite file, as `oco3_LtCO2_230620_B11072Ar_….nc4`. Returns
 * undefined for any other name.
 * @see https://disc.gsfc.nasa.gov/datasets/OCO3_Lite_FP_11r/summary
 */
export function granule(sourceFile: string): Granule | undefined {
	const [, satellite, year, month, day] =
		/^oco([23])_LtCO2_(\d\d)(\d\d)(\d\d)_/.exec(sourceFile) ?? [];
	const date = `20${year}-${month}-${day}`;
	if (!isCalendarDay(date)) return undefined;
	return {
		satellite: satellite === "2" ? "OCO-2" : "OCO-3",
		date,
		synthetic: sourceFile.includes("_SYNTHETIC_"),
	};
}

/** An observation with all its published values, in the units of `AnomalyFeature`. */
export interface Observation extends Observed {
	satellite: Granule["satellite"];
	uncertainty: number;
	baselineMean: number;
	baselineStd: number;
	detectionDays: number;
}

/**
 * The observation of a published feature, in canonical form.
 * @throws TypeError if its source file does not have the name of a Lite file
 */
export function observationOf({
	geometry,
	properties,
}: AnomalyFeature): Observation {
	const from = granule(properties.source_file);
	if (!from) throw new TypeError(`no Lite file: ${properties.source_file}`);
	const [lon, lat] = geometry.coordinates;
	return canonical({
		lat,
		lon,
		co2: properties.xco2,
		deviation: properties.deviation_ppm,
		date: from.date,
		severity: properties.severity,
		zscore: properties.zscore,
		satellite: from.satellite,
		uncertainty: properties.xco2_uncertainty,
		baselineMean: properties.baseline_mean,
		baselineStd: properties.baseline_std,
		detectionDays: properties.detection_days,
	});
}

/** The page's question about an observation, in the stack's language. */
export function questionAbout({
	lat,
	lon,
	co2,
	deviation,
	date,
	severity,
	zscore,
}: Observed): Observed {
	return { lat, lon, co2, deviation, date, severity, zscore };
}
