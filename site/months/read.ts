/** Reads a month's file feature by feature: a feature that cannot be read is skipped and reported. */
import * as z from "zod/mini";
import {
	type Columns,
	columnsOf,
	type Placed,
	sortedByZscore,
} from "../../contract/columns.ts";
import { featureRanges } from "../../contract/features.ts";
import { type Method, method } from "../../contract/method.ts";
import {
	type AnomalyFeature,
	anomalyFeature,
	type Observation,
	observationOf,
} from "../../contract/observation.ts";

// Otherwise zod tests whether it can compile code, which the security policy forbids and reports.
z.config({ jitless: true });

/** A part of a month's file that could not be read. */
export interface Problem {
	/** Its place in the file, from 0; -1 for the file itself. */
	feature: number;
	/** Empty if the whole feature cannot be read. */
	field: string;
	/** The value in the file, shortened. */
	found: string;
	rule: string;
}

export interface ReadMonth {
	columns: Columns;
	problems: Problem[];
	method: Method | undefined;
	satellites: Observation["satellite"][];
}

/** @returns undefined if the bytes are no month's file */
export function readMonth(bytes: Uint8Array): ReadMonth | undefined {
	const ranges = featureRanges(bytes);
	if (!ranges) return undefined;
	const schema = anomalyFeature();
	const decoder = new TextDecoder();
	const problems: Problem[] = [];
	const read: Placed[] = [];
	for (const [feature, start] of ranges.starts.entries()) {
		const length = ranges.lengths[feature] as number;
		const text = decoder.decode(bytes.subarray(start, start + length));
		const result = readFeature(schema, text);
		if ("observation" in result)
			read.push({ observation: result.observation, start, length });
		else problems.push({ feature, ...result });
	}
	if (!ranges.isWhole)
		problems.push({
			feature: -1,
			field: "features",
			found: "the end of the file",
			rule: "must end with ]",
		});
	return {
		columns: sortedByZscore(columnsOf(read)),
		problems,
		method: readMethod(ranges.rest, problems),
		satellites: [
			...new Set(read.map(({ observation }) => observation.satellite)),
		].sort(),
	};
}

function readFeature(
	schema: ReturnType<typeof anomalyFeature>,
	text: string,
): { observation: Observation } | Omit<Problem, "feature"> {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { field: "", found: shortened(text), rule: "must be JSON" };
	}
	const { success, data, error } = schema.safeParse(json);
	if (success) return { observation: observationOf(data as AnomalyFeature) };
	return problemOf(json, error);
}

/** The first thing that a schema found wrong. */
export function problemOf(
	json: unknown,
	{ issues: [issue] }: z.core.$ZodError,
): Omit<Problem, "feature"> {
	const path = issue?.path ?? [];
	let found: unknown = json;
	for (const key of path)
		found = (found as Record<PropertyKey, unknown>)?.[key];
	return {
		field: path.join("."),
		found: found === undefined ? "nothing" : shortened(JSON.stringify(found)),
		rule: issue?.message ?? "",
	};
}

/** The method that a file states; adds a problem if it cannot be read. */
function readMethod(rest: string, problems: Problem[]): Method | undefined {
	let stated: unknown;
	try {
		stated = (JSON.parse(rest) as { method?: unknown }).method;
	} catch {
		return undefined;
	}
	if (stated === undefined) return undefined;
	const { success, data, error } = method().safeParse(stated);
	if (success) return data;
	const [issue] = error.issues;
	problems.push({
		feature: -1,
		field: ["method", ...(issue?.path ?? [])].join("."),
		found: shortened(JSON.stringify(stated)),
		rule: issue?.message ?? "",
	});
	return undefined;
}

function shortened(text: string): string {
	return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
