/**
 * What goes in and what comes out: the one home of the request, the answers and
 * the published data. The handler parses with it, API Gateway's model is made
 * from it, the page and `local/` take their types and checks from it.
 *
 * `zod/mini` and not `zod`: the same schemas, but 3 ms of a cold start where
 * the full package costs 8 (bundled and minified).
 */
import * as z from "zod/mini";

/** A number that keeps to `rule`, which is its documentation and its error. */
function number(rule: string, ...range: z.core.$ZodCheck<number>[]) {
	return z.number({ error: rule }).check(z.describe(rule), ...range);
}

function degrees(limit: number, towards: string) {
	const rule = `must be a number from -${limit} to ${limit} (degrees ${towards})`;
	return number(rule, z.gte(-limit, rule), z.lte(limit, rule));
}

function ppm(what: string) {
	const rule = `must be a number of 0 or more (${what}, ppm)`;
	return number(rule, z.gte(0, rule));
}

function isCalendarDay(text: string): boolean {
	const day = new Date(text);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const dayRule = "must be a day as YYYY-MM-DD (UTC)";
const severities = ["low", "medium", "high", "unknown"] as const;
const severityRule = `must be one of ${severities.join(", ")}`;
const severity = z.enum(severities, { error: severityRule });

/** The body of `POST /reasoning`: which observation is asked about. */
export const Question = z.strictObject({
	lat: degrees(90, "north"),
	lon: degrees(180, "east"),
	co2: ppm("column-averaged CO2, XCO2"),
	deviation: number("must be a number (ppm above the baseline)"),
	date: z
		.string({ error: dayRule })
		.check(
			z.describe(dayRule),
			z.regex(/^\d{4}-\d{2}-\d{2}$/, dayRule),
			z.refine(isCalendarDay, { error: dayRule }),
		),
	severity: severity.check(z.describe(severityRule)),
	zscore: number("must be a number (standard deviations above the baseline)"),
});
export type Question = z.infer<typeof Question>;

/** The question as API Gateway's model: JSON Schema, draft 4. */
export const questionModel = () =>
	z.toJSONSchema(Question, { target: "draft-04" });

/** The fields of a question, in the order of the contract. */
export const questionFields = Object.keys(Question.shape) as (keyof Question)[];

/** 200 of `POST /reasoning`. */
export interface Answer {
	reasoning: string;
	/** False for the one request that a model was asked for. */
	cached: boolean;
	/** SHA-256 of place and date, hex; see cacheKey.ts. */
	cache_key: string;
	/** When the model answered, ISO 8601, UTC. */
	cached_at: string;
	/** The Gemini model that answered. */
	model: string;
	request_id: string;
}

/** 200 of `GET /health`. */
export interface Health {
	status: "ok";
	environment: string;
	model: string;
	/** The published version of the function that answers. */
	version: string;
	request_id: string;
}

/** What went wrong, for a program; `statuses` gives each its HTTP status. */
export type ErrorCode = keyof typeof statuses;

/** The body of every status but 200. */
export interface ErrorBody {
	error: ErrorCode;
	/** One sentence for a person. */
	message: string;
	/** Of a 400: each wrong field and the rule that it broke. */
	fields?: Record<string, string>;
	request_id: string;
}

/** The status of each error, whoever makes it: the function, the API or the firewall. */
export const statuses = {
	invalid_request: 400,
	forbidden: 403,
	not_found: 404,
	not_published: 404,
	too_many_requests: 429,
	internal: 500,
	model_refused: 502,
	unavailable: 503,
	out_of_time: 504,
} as const;

/**
 * One anomaly of a month, as it is published. The schemas of a month are made
 * when they are wanted: whoever publishes checks, and the function, which
 * reads what was checked, starts without them.
 */
export function anomalyFeature() {
	const text = z.string();
	const finite = z.number();
	return z.object({
		type: z.literal("Feature"),
		geometry: z.object({
			type: z.literal("Point"),
			coordinates: z.tuple([degrees(180, "east"), degrees(90, "north")]),
		}),
		properties: z.object({
			/** Column-averaged dry-air mole fraction of CO2, ppm. */
			xco2: ppm("xco2"),
			/** One standard deviation of `xco2`, ppm. */
			xco2_uncertainty: finite,
			/** What the place's surroundings usually show, ppm. */
			baseline_mean: finite,
			baseline_std: finite,
			zscore: finite,
			/** `xco2 - baseline_mean`, ppm. */
			deviation_ppm: finite,
			/** The Lite file that the value is from: satellite and day are in its name. */
			source_file: text.check(
				z.refine((name) => granule(name) !== undefined, {
					error:
						"must name an OCO-2 or OCO-3 Lite file, oco3_LtCO2_YYMMDD_….nc4",
				}),
			),
			severity,
			/** Days of the month on which the place stood out. */
			detection_days: finite,
			detection_files: z.array(text),
		}),
	});
}
export type AnomalyFeature = z.infer<ReturnType<typeof anomalyFeature>>;

/** A file `anomaliesYYYYMM.geojson`. */
export const monthOfAnomalies = () =>
	z.object({
		type: z.literal("FeatureCollection"),
		features: z.array(anomalyFeature()),
	});
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
			/** Made by tools/sample-data.ts, not seen by a satellite. */
			synthetic: boolean;
		};
	}[];
}

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
export interface Observation extends Question {
	satellite: Granule["satellite"];
	uncertainty: number;
	baselineMean: number;
	baselineStd: number;
	detectionDays: number;
}

/** The observation of a published feature; a TypeError if its file is not named as a Lite file. */
export function observationOf({
	geometry,
	properties,
}: AnomalyFeature): Observation {
	const from = granule(properties.source_file);
	if (!from) throw new TypeError(`no Lite file: ${properties.source_file}`);
	const [lon, lat] = geometry.coordinates;
	return {
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
	};
}

/** The question that the page asks about an observation. */
export function questionAbout(observation: Question): Question {
	return Object.fromEntries(
		questionFields.map((field) => [field, observation[field]]),
	) as Question;
}

/** The file of the data bucket in which a day is published. */
export function monthFile(date: string): string {
	return `anomalies${date.slice(0, 4)}${date.slice(5, 7)}.geojson`;
}
