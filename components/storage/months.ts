/** The months of anomalies that a stack publishes, read and checked before anything is made. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { RunError } from "@pulumi/pulumi";
import { cachedFolder } from "../../build/cache.ts";
import { root } from "../../build/projectRoot.ts";
import {
	type MonthIndex,
	type MonthOfAnomalies,
	monthOfAnomalies,
} from "../../contract/month.ts";
import { granule } from "../../contract/observation.ts";

/** A file of the data folder that cannot be published; `message` says which and why, and Pulumi shows it as it is. */
export class BrokenData extends RunError {
	constructor(message: string) {
		super(message);
		this.name = "BrokenData";
	}
}

export interface Month {
	/** Name in the data bucket, `anomaliesYYYYMM.geojson`. */
	file: string;
	/** Path of the compressed content. */
	gzip: string;
	/** Its feature in the index of months. */
	index: MonthIndex["features"][number];
}

/**
 * All months of a folder, oldest first.
 * @throws BrokenData naming the first file that is broken, or the folder without any
 */
export function readMonths(dataDir: string): Month[] {
	const files = readdirSync(dataDir)
		.filter((file) => /^anomalies\d{6}\.geojson$/.test(file))
		.sort();
	if (files.length === 0)
		throw new BrokenData(
			`${dataDir} has no anomaliesYYYYMM.geojson; put a month there, or name another folder with dataDir`,
		);
	return files.map((file) => readMonth(dataDir, file));
}

/** What a month is checked against and summed up by. */
const rules = [
	"months.ts",
	"../../contract/fields.ts",
	"../../contract/observation.ts",
	"../../contract/month.ts",
].map((file) => readFileSync(join(import.meta.dirname, file)));

/** Unchanged data is neither parsed nor compressed again. */
function readMonth(dataDir: string, file: string): Month {
	const path = join(dataDir, file);
	const content = readFileSync(path);
	const folder = cachedFolder(file, [...rules, content], (unfinished) => {
		const index = summary(path, file, parse(path, content));
		writeFileSync(
			join(unfinished, "month.gz"),
			gzipSync(content, { level: 9 }),
		);
		writeFileSync(join(unfinished, "index.json"), JSON.stringify(index));
	});
	const index = readFileSync(join(root, folder, "index.json"), "utf8");
	return { file, gzip: join(folder, "month.gz"), index: JSON.parse(index) };
}

function parse(path: string, content: Buffer): MonthOfAnomalies {
	let json: unknown;
	try {
		json = JSON.parse(content.toString());
	} catch (error) {
		throw new BrokenData(`${path} is not JSON: ${(error as Error).message}`);
	}
	const month = monthOfAnomalies().safeParse(json);
	if (month.success) return month.data;
	const [issue] = month.error.issues;
	const place = issue?.path.join(".") || "the file";
	throw new BrokenData(
		`${path}: ${place} ${issue?.message}; see AnomalyFeature in contract/observation.ts`,
	);
}

function summary(
	path: string,
	file: string,
	{ features }: MonthOfAnomalies,
): Month["index"] {
	const month = file.slice("anomalies".length, -".geojson".length);
	let synthetic = false;
	for (const [at, { properties }] of features.entries()) {
		const from = granule(properties.source_file);
		if (from?.date.slice(0, 7).replace("-", "") !== month)
			throw new BrokenData(
				`${path}: features.${at}.properties.source_file ${properties.source_file} is not of this month`,
			);
		synthetic ||= from.synthetic;
	}
	const lons = features.map(({ geometry }) => geometry.coordinates[0]);
	const lats = features.map(({ geometry }) => geometry.coordinates[1]);
	const zscores = features.map(({ properties }) => properties.zscore);
	return {
		type: "Feature",
		geometry: null,
		properties: {
			month,
			count: features.length,
			extent:
				features.length === 0
					? null
					: [least(lons), least(lats), most(lons), most(lats)],
			max_zscore: features.length === 0 ? null : most(zscores),
			synthetic,
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
