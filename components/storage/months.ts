/** The months of anomalies that a stack publishes, read and checked before anything is made. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cachedFolder } from "../../build/cache.ts";
import { encodings } from "../../build/encodings.ts";
import { OperatorError } from "../../build/operatorError.ts";
import { root } from "../../build/projectRoot.ts";
import { compactFrom, encodeMonth } from "../../contract/compact.ts";
import {
	type MonthIndex,
	type MonthOfAnomalies,
	monthOfFile,
} from "../../contract/month.ts";
import { granule, observationOf } from "../../contract/observation.ts";
import { checkMonth } from "./checkMonth.ts";
import { listDataFolder } from "./dataFolder.ts";
import { type DataProblem, describeProblem } from "./dataProblem.ts";

/** Problems that a message tells, a line each. */
const maxTold = 10;

/** Files of the data folder that cannot be published; `message` says which and why. */
export class BrokenData extends OperatorError {
	readonly problems: DataProblem[];

	constructor(folder: string, problems: DataProblem[]) {
		const told = problems
			.slice(0, maxTold)
			.map((problem) => describeProblem(folder, problem));
		if (problems.length > maxTold)
			told.push(`…and ${problems.length - maxTold} more problems`);
		super("BrokenData", told.join("\n"));
		this.problems = problems;
	}
}

export interface Month {
	/** Name in the data bucket, `anomaliesYYYYMM.geojson`. */
	file: string;
	/** Path of its content; with the suffix, in one of build/encodings.ts. */
	content: string;
	/** The compact form of a large month: its name in the data bucket, and a path like `content`. */
	compact?: { file: string; content: string };
	/** Its feature in the index of months. */
	index: MonthIndex["features"][number];
	/** What was left out of it. */
	warnings: DataProblem[];
}

export interface Months {
	/** Oldest first. */
	months: Month[];
	/** Of what is in the folder and not published, a line each. */
	warnings: string[];
}

/**
 * All months of a folder.
 * @throws BrokenData when a file is broken, or there is no month
 */
export function readMonths(dataDir: string): Months {
	const { months: files, problems, nearMisses } = listDataFolder(dataDir);
	const months: Month[] = [];
	for (const file of files) {
		try {
			months.push(readMonth(dataDir, file));
		} catch (error) {
			if (!(error instanceof BrokenData)) throw error;
			problems.push(...error.problems);
		}
	}
	if (problems.length > 0) throw new BrokenData(dataDir, problems);
	if (months.length === 0)
		throw new BrokenData(dataDir, [noMonth, ...nearMisses]);
	const warnings = [
		...nearMisses,
		...months.flatMap(({ warnings }) => warnings),
	].map((one) => describeProblem(dataDir, one));
	return { months, warnings };
}

const noMonth: DataProblem = {
	file: "",
	found: "without a month",
	rule: "must hold an anomaliesYYYYMM.geojson",
	remedy: "put a month there, or name another folder with dataDir",
};

/** What a month is checked against, summed up by and compressed by. */
const rules = [
	"months.ts",
	"checkMonth.ts",
	"parseData.ts",
	"../../build/encodings.ts",
	"../../contract/canonical.ts",
	"../../contract/columns.ts",
	"../../contract/compact.ts",
	"../../contract/features.ts",
	"../../contract/fields.ts",
	"../../contract/observation.ts",
	"../../contract/method.ts",
	"../../contract/month.ts",
].map((file) => readFileSync(join(import.meta.dirname, file)));

/**
 * Unchanged data is neither parsed nor compressed again.
 * @throws BrokenData
 */
function readMonth(dataDir: string, file: string): Month {
	const content = readFileSync(join(dataDir, file));
	const folder = cachedFolder(file, [...rules, content], (unfinished) => {
		const checked = checkMonth(file, content);
		if ("problems" in checked) throw new BrokenData(dataDir, checked.problems);
		const json = Buffer.from(checked.json);
		writeEncoded(join(unfinished, "month"), json);
		const index = summary(file, checked.month);
		const isLarge = checked.month.features.length >= compactFrom;
		const columns = isLarge && encodeMonth(json, checked.month);
		if (columns) {
			writeEncoded(join(unfinished, "columns"), columns);
			index.properties.compact = file.replace(/geojson$/, "columns");
		}
		const { warnings } = checked;
		writeFileSync(
			join(unfinished, "summary.json"),
			JSON.stringify({ index, warnings }),
		);
	});
	const summed: Pick<Month, "index" | "warnings"> = JSON.parse(
		readFileSync(join(root, folder, "summary.json"), "utf8"),
	);
	const { compact } = summed.index.properties;
	return {
		file,
		content: join(folder, "month"),
		...(compact && {
			compact: { file: compact, content: join(folder, "columns") },
		}),
		...summed,
	};
}

/** As it is, and in each encoding. */
function writeEncoded(path: string, content: Uint8Array): void {
	writeFileSync(path, content);
	for (const { suffix, encode } of encodings)
		writeFileSync(`${path}${suffix}`, encode(content));
}

function summary(
	file: string,
	{ features, method }: MonthOfAnomalies,
): Month["index"] {
	const observations = features.map(observationOf);
	const lons = observations.map(({ lon }) => lon);
	const lats = observations.map(({ lat }) => lat);
	const zscores = observations.map(({ zscore }) => zscore);
	return {
		type: "Feature",
		geometry: null,
		properties: {
			month: monthOfFile(file) ?? "",
			count: features.length,
			extent:
				features.length === 0
					? null
					: [least(lons), least(lats), most(lons), most(lats)],
			max_zscore: features.length === 0 ? null : most(zscores),
			synthetic: features.some(
				({ properties }) => granule(properties.source_file)?.synthetic,
			),
			satellites: [
				...new Set(observations.map(({ satellite }) => satellite)),
			].sort(),
			...(method && { method }),
		},
	};
}

// Not Math.min(...values): a month of 100,000 would overflow the stack.
const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));

/** `index.geojson`. */
export function monthIndex(months: Month[]): MonthIndex {
	return {
		type: "FeatureCollection",
		features: months.map(({ index }) => index),
	};
}
