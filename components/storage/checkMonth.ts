/** Checks that a file is a valid month, and lists everything that is wrong. */
import type * as z from "zod/mini";
import {
	type MonthOfAnomalies,
	monthOfAnomalies,
	monthOfFile,
} from "../../contract/month.ts";
import { observationOf } from "../../contract/observation.ts";
import { type DataProblem, shown } from "./dataProblem.ts";
import { remedyFor } from "./dataRemedies.ts";
import { parseData } from "./parseData.ts";

export type CheckedMonth =
	| {
			month: MonthOfAnomalies;
			/** The text to publish: the file's own, without the features left out. */
			json: string;
			/** The features left out, with the reasons. */
			warnings: DataProblem[];
	  }
	| { problems: DataProblem[] };

/**
 * Reads a month, also a gzip file.
 * @param file its name, `anomaliesYYYYMM.geojson`
 */
export function checkMonth(file: string, bytes: Uint8Array): CheckedMonth {
	const parsed = parseData(bytes);
	if ("unreadable" in parsed)
		return { problems: [{ file, ...parsed.unreadable }] };
	const { text, json, notANumber } = parsed;
	const checked = monthOfAnomalies().safeParse(json);
	if (!checked.success)
		return {
			problems: withoutConsequentIssues(checked.error.issues).map((issue) =>
				problemOf(file, json, issue),
			),
		};
	// A NaN in a foreign member, for which there is no rule.
	if (notANumber) return { problems: [{ file, ...notANumber }] };

	const month = json as MonthOfAnomalies;
	const problems = problemsAcross(file, month);
	if (problems.some(({ isSameMeridian }) => !isSameMeridian))
		return { problems };
	if (problems.length === 0) return { month, json: text, warnings: [] };
	const left = new Set(problems.map(({ feature }) => feature));
	const features = month.features.filter((_, index) => !left.has(index));
	const published = { ...month, features };
	return {
		month: published,
		json: JSON.stringify(published),
		warnings: problems,
	};
}

/** For a geometry other than a Point, only the type is reported, not the coordinates. */
function withoutConsequentIssues(
	issues: z.core.$ZodIssue[],
): z.core.$ZodIssue[] {
	const ofType = new Set(
		issues
			.map(({ path }) => path.join("."))
			.filter((path) => path.endsWith(".geometry.type")),
	);
	return issues.filter(
		({ path }) =>
			path[3] !== "coordinates" ||
			!ofType.has([...path.slice(0, 3), "type"].join(".")),
	);
}

function problemOf(
	file: string,
	json: unknown,
	{ path, message }: z.core.$ZodIssue,
): DataProblem {
	const [features, index, ...rest] = path;
	const isFeature = features === "features" && typeof index === "number";
	const field = (isFeature ? rest : path).reduce<string>(
		(text, step) =>
			typeof step === "number"
				? `${text}[${step}]`
				: `${text}${text && "."}${String(step)}`,
		"",
	);
	const found = at(json, path);
	return {
		file,
		...(isFeature && { feature: index }),
		...(field && { field }),
		found: shown(found),
		rule: message,
		remedy: remedyFor(field, found, at(json, path.slice(0, -1))),
	};
}

function at(value: unknown, path: PropertyKey[]): unknown {
	return path.reduce(
		(inner, step) => (inner as Record<PropertyKey, unknown> | null)?.[step],
		value,
	);
}

/** For a feature with the place and day of another one, written with 180 in place of -180 or the reverse. */
type ProblemAcross = DataProblem & { isSameMeridian?: boolean };

/** Problems of features that are valid alone. */
function problemsAcross(
	file: string,
	{ features }: MonthOfAnomalies,
): ProblemAcross[] {
	const month = monthOfFile(file);
	const problems: ProblemAcross[] = [];
	const firstOf = new Map<string, number>();
	for (const [feature, anomaly] of features.entries()) {
		const { source_file } = anomaly.properties;
		const { lat, lon, date } = observationOf(anomaly);
		if (date.slice(0, 7).replace("-", "") !== month)
			problems.push({
				file,
				feature,
				field: "properties.source_file",
				found: `${shown(source_file)}, which is of ${date}`,
				rule: `must be of the month ${month}`,
				remedy: `move the feature to anomalies${date.slice(0, 4)}${date.slice(5, 7)}.geojson`,
			});
		const place = `${lat} ${lon} ${date}`;
		const first = firstOf.get(place);
		if (first === undefined) {
			firstOf.set(place, feature);
			continue;
		}
		const { coordinates } = anomaly.geometry;
		const isSameMeridian =
			coordinates[0] !== features[first]?.geometry.coordinates[0];
		problems.push({
			file,
			feature,
			field: "geometry.coordinates",
			found: `${shown(coordinates)} of ${date}, ${isSameMeridian ? `and left out: 180 and -180 are one meridian, and features[${first}] is there` : `as features[${first}] is`}`,
			rule: "no two features may have one place and day, because they would share one answer",
			remedy: "keep one of the two",
			...(isSameMeridian && { isSameMeridian }),
		});
	}
	return problems;
}
