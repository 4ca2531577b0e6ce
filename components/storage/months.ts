/** Reads and checks the months of a stack, before any resource is declared. */
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

/** Number of problems that a message lists. */
const maxListed = 10;

/** The data folder has invalid files. `message` names them and the reasons. */
export class BrokenData extends OperatorError {
	readonly problems: DataProblem[];

	constructor(folder: string, problems: DataProblem[]) {
		const lines = problems
			.slice(0, maxListed)
			.map((problem) => describeProblem(folder, problem));
		if (problems.length > maxListed)
			lines.push(`…and ${problems.length - maxListed} more problems`);
		super("BrokenData", lines.join("\n"));
		this.problems = problems;
	}
}

export interface Month {
	/** Name in the data bucket, `anomaliesYYYYMM.geojson`. */
	file: string;
	/** Path of its content. With a suffix of build/encodings.ts, the path of the encoded content. */
	content: string;
	/** For a large month: the name of its compact form in the data bucket, and a path like `content`. */
	compact?: { file: string; content: string };
	/** Its feature in the index of months. */
	index: MonthIndex["features"][number];
	/** The features left out. */
	warnings: DataProblem[];
}

export interface Months {
	/** Oldest first. */
	months: Month[];
	/** One line for each file or feature that is not published. */
	warnings: string[];
}

/**
 * Reads all months of a folder.
 * @throws BrokenData when a file is invalid, or the folder has no month
 */
export function readMonths(dataDir: string): Months {
	const { months: files, problems, similarNames } = listDataFolder(dataDir);
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
		throw new BrokenData(dataDir, [noMonth, ...similarNames]);
	const warnings = [
		...similarNames,
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

/** Sources that decide how a month is checked, summarized and compressed. */
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
 * Reads a month, or its cached result if neither the file nor the code has changed.
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

/** Writes the content as it is, and in each encoding. */
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

// Math.min(...values) overflows the stack for a month of 100,000 features.
const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b));

/** `index.geojson`. */
export function monthIndex(months: Month[]): MonthIndex {
	return {
		type: "FeatureCollection",
		features: months.map(({ index }) => index),
	};
}
