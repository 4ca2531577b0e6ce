/** A month as files to keep: the published features, all or those that are shown. */
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

/** Up to so many rows, each feature is asked for by itself; the file of a large month has 70 MB. */
const few = 100;

/** The features of rows, in their order, exactly as they are published. */
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

/** A broken feature has none of these, and is no row either. */
function keyOf(feature: Partial<AnomalyFeature> | null): string {
	const [lon, lat] = feature?.geometry?.coordinates ?? [];
	return key(lon, lat, feature?.properties?.zscore, feature?.properties?.xco2);
}

/** As far as a float32 tells, which is all that the columns of a large month have. */
const key = (...numbers: (number | undefined)[]) =>
	numbers.map((number) => Math.fround(number ?? Number.NaN)).join(" ");

/** RFC 4180; numbers as they are published. */
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
 * Quoted where it has to be. Text that a spreadsheet would take for a formula is made text.
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

/** Hands a file to the browser's downloads. */
export function save(name: string, content: Blob): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	// The browser has taken it over when the click is done with.
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export const readers = [
	{
		language: "Python",
		code: (url: string) =>
			[
				"import geopandas",
				`month = geopandas.read_file("${url}")`,
				'print(month.sort_values("zscore", ascending=False).head())',
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
