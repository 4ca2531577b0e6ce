/** Makes the months of anomalies from the saved state of the files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../build/projectRoot.ts";
import type { Method } from "../../../contract/method.ts";
import type { MonthOfAnomalies } from "../../../contract/month.ts";
import { type Granule, granule } from "../../../contract/observation.ts";
import { anomaliesOf } from "./anomalies.ts";
import type { Parameters } from "./parameters.ts";
import type { KeptFile, State } from "./state.ts";

export interface MadeMonth {
	/** `YYYYMM` */
	name: string;
	month: MonthOfAnomalies;
}

export interface MonthOptions {
	parameters: Parameters;
	/** Licence of the output files: an SPDX identifier or a name. */
	licence: string;
}

/** Returns the months in the state as `YYYYMM`, oldest first. */
export function monthsOf(state: State): string[] {
	return [...new Set(state.list().map((source) => monthOf(source)))].sort();
}

const monthOf = (source: string) =>
	(granule(source)?.date ?? "").slice(0, 7).replace("-", "");

/**
 * Makes the months, one calendar month of all years at a time, so that only the
 * files of that calendar month are in memory.
 */
export function* makeMonths(
	state: State,
	options: MonthOptions,
): Generator<MadeMonth> {
	const months = monthsOf(state);
	for (const calendar of new Set(months.map((name) => name.slice(4)))) {
		const files = state
			.list()
			.filter((source) => monthOf(source).endsWith(calendar))
			.flatMap((source) => state.read(source) ?? [])
			.sort(byDate);
		for (const name of months.filter((name) => name.endsWith(calendar)))
			yield { name, month: makeMonth(name, files, options) };
	}
}

/** Sorts by date, then by satellite, which is the start of the name. */
function byDate({ source: a }: KeptFile, { source: b }: KeptFile): number {
	const key = (source: string) => `${granule(source)?.date} ${source}`;
	return key(a) < key(b) ? -1 : 1;
}

const yearOf = ({ source }: KeptFile) => Number(monthOf(source).slice(0, 4));

/** @param files the files of this calendar month in all years, sorted by date */
export function makeMonth(
	name: string,
	files: KeptFile[],
	{ parameters, licence }: MonthOptions,
): MonthOfAnomalies {
	const year = Number(name.slice(0, 4));
	const own = files.filter((file) => yearOf(file) === year);
	const others = files.filter((file) => isReference(file, year, parameters));
	const reference = others.length > 0 ? others : own;
	const soundings = own.reduce((sum, { used }) => sum + used, 0);
	const features = anomaliesOf({ own, reference }, parameters);
	return {
		type: "FeatureCollection",
		method: {
			...wordsOf(parameters, others),
			...productOf(own),
			licence,
			files: own.length,
			...(soundings > 0 && { soundings }),
			software: software(),
		},
		features,
	};
}

function isReference(
	file: KeptFile,
	year: number,
	{ reference }: Parameters,
): boolean {
	const of = yearOf(file);
	if (reference === "before") return of < year;
	if (reference === "others") return of !== year;
	return of >= reference.from && of <= reference.to;
}

/** Describes the method for readers of the page. */
function wordsOf(parameters: Parameters, others: KeptFile[]): Partial<Method> {
	const { cell, band, quality, low, medium, high, leastDays, limit } =
		parameters;
	const years = [...new Set(others.map(yearOf))];
	return {
		reference_window:
			years.length > 0
				? `the same month of ${years.join(", ")}`
				: "the month itself: there was no other year",
		reference_area: `mean: medians of the day in bands of ${band}° of latitude, linear in between (Hakkarainen et al. 2019, https://doi.org/10.3390/rs11070850); spread: the cell of ${cell}°, with fewer than ${parameters.leastReference} days its band, and no less than ${parameters.leastSpread} ppm`,
		quality_filter: `xco2_quality_flag = ${quality}; ${parameters.leastSoundings} soundings or more in a cell and a day`,
		thresholds: { low, medium, high },
		least_detection_days: leastDays,
		...(limit !== undefined && { count_limit: limit }),
	};
}

const shortNames: Record<Granule["satellite"], string> = {
	"OCO-2": "OCO2_L2_Lite_FP",
	"OCO-3": "OCO3_L2_Lite_FP",
};

function productOf(files: KeptFile[]): Partial<Method> {
	const distinct = (values: (string | undefined)[]) => [
		...new Set(values.filter((value) => value !== undefined)),
	];
	const satellites = distinct(
		files.map(({ source }) => granule(source)?.satellite),
	) as Granule["satellite"][];
	const versions = distinct(files.map(({ source }) => source.split("_")[3]));
	const [doi, ...more] = distinct(files.map((file) => file.doi)).sort();
	const names = satellites.sort().map((one) => shortNames[one]);
	return {
		// The contract has one DOI field. With two products, `product` names both DOIs.
		product: [...names, ...(more.length > 0 ? [doi, ...more] : [])].join(", "),
		product_version: versions.sort().join(", "),
		...(doi && more.length === 0 && { doi }),
	};
}

function software(): string {
	const { name, version } = JSON.parse(
		readFileSync(join(root, "package.json"), "utf8"),
	);
	return `${name} ${version}, npm run data -- ingest`;
}

/** Writes one feature per line, so that a diff shows each changed feature. */
export function textOf({ type, method, features }: MonthOfAnomalies): string {
	const head = JSON.stringify({ type, method }).slice(0, -1);
	const lines = features.map((feature) => JSON.stringify(feature));
	return `${head},"features":[\n${lines.join(",\n")}\n]}\n`;
}
