/** A month as files to download: all published features, or those that are shown. */
import type { AnomalyFeature } from "../../contract/observation.ts";
import { granule } from "../../contract/observation.ts";
import type { Month } from "../months/index.ts";

const fields = [
	"xco2",
	"xco2_uncertainty",
	"baseline_mean",
	"baseline_std",
	"zscore",
	"deviation_ppm",
	"severity",
	"detection_days",
	"source_file",
] as const;

/** Up to this many rows, each feature is fetched on its own: the file of a large month has 70 MB. */
const few = 100;

/** The features of rows, in the same order, exactly as published. */
export async function featuresOf(
	month: Month,
	rows: number[],
	signal: AbortSignal,
): Promise<AnomalyFeature[]> {
	if (rows.length <= few)
		return Promise.all(rows.map((row) => month.feature(row, signal)));
	const response = await fetch(`anomalies${month.month}.geojson`, { signal });
	if (!response.ok) throw new Error(`the site answered ${response.status}`);
	const { features }: { features: AnomalyFeature[] } = await response.json();
	const known = new Map(features.map((feature) => [keyOf(feature), feature]));
	const { lat, lon, zscore, co2 } = month;
	return rows.flatMap(
		(row) => known.get(key(lon[row], lat[row], zscore[row], co2[row])) ?? [],
	);
}

/** A feature that cannot be read has none of these, and is no row of the month. */
function keyOf(feature: Partial<AnomalyFeature> | null): string {
	const [lon, lat] = feature?.geometry?.coordinates ?? [];
	return key(lon, lat, feature?.properties?.zscore, feature?.properties?.xco2);
}

/** Compared as float32, the precision of a large month's columns. */
const key = (...numbers: (number | undefined)[]) =>
	numbers.map((number) => Math.fround(number ?? Number.NaN)).join(" ");

/** CSV as in RFC 4180, with the numbers as published. */
export function csvOf(features: AnomalyFeature[]): string {
	const header = ["latitude", "longitude", "date", "satellite", ...fields];
	const lines = features.map(({ geometry, properties }) => {
		const [lon, lat] = geometry.coordinates;
		const from = granule(properties.source_file);
		return [
			lat,
			lon,
			from?.date ?? "",
			from?.satellite ?? "",
			...fields.map((field) => properties[field]),
		];
	});
	return [header, ...lines]
		.map((line) => line.map(cell).join(","))
		.join("\r\n")
		.concat("\r\n");
}

/**
 * Quotes a value if necessary. Text that a spreadsheet would run as a formula gets an apostrophe.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function cell(value: string | number): string {
	if (typeof value === "number") return String(value);
	const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function geojsonOf(month: Month, features: AnomalyFeature[]): string {
	return `${JSON.stringify(
		{
			type: "FeatureCollection",
			...(month.method && { method: month.method }),
			features,
		},
		null,
		"\t",
	)}\n`;
}

/** Starts a download of a file. */
export function save(name: string, content: Blob): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	// By then, the browser has started the download.
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Python needs no package for these lines, and R only `sf`. */
export const readers = [
	{
		language: "Python",
		code: (url: string) =>
			[
				"import json, urllib.request",
				`features = json.load(urllib.request.urlopen("${url}"))["features"]`,
				'print(max((feature["properties"] for feature in features), key=lambda one: one["zscore"]))',
			].join("\n"),
	},
	{
		language: "R",
		code: (url: string) =>
			[
				"library(sf)",
				`month <- st_read("${url}")`,
				"head(month[order(-month$zscore), ])",
			].join("\n"),
	},
];
