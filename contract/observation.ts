/** One anomaly as it is published, and what is known of it. */
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
 * One anomaly of a month, as it is published. The schemas of a month are made
 * when they are wanted: whoever publishes checks, and the function, which
 * reads what was checked, starts without them.
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
			/** What the place's surroundings usually show, ppm. */
			baseline_mean: ppm("mean of the baseline"),
			baseline_std: ppm("standard deviation of the baseline"),
			zscore: zscore(),
			/** `xco2 - baseline_mean`, ppm. */
			deviation_ppm: ppmDifference("above the baseline"),
			/** The Lite file that the value is from: satellite and day are in its name. */
			source_file: z.string({ error: fileRule }).check(
				z.refine((name) => granule(name) !== undefined, {
					error: fileRule,
				}),
			),
			severity,
			/** Days of the month on which the place stood out. */
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
 * What the name of a Lite file says, as `oco3_LtCO2_230620_B11072Ar_….nc4`;
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

/** An observation with all that is published about it; the units are those of `AnomalyFeature`. */
export interface Observation extends Observed {
	satellite: Granule["satellite"];
	uncertainty: number;
	baselineMean: number;
	baselineStd: number;
	detectionDays: number;
}

/** The observation of a published feature, in its one form; a TypeError if its file is not named as a Lite file. */
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

/** The question that the page asks about an observation, in the stack's language. */
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
