/** Months for measurements, with features as large as those of the real months: 673 bytes each. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";
import type { Question } from "../../contract/request.ts";
import { mulberry32 } from "../../tools/data/sampleModel.ts";

/** Number of features by month. */
export type Counts = Record<string, number>;

/** Three months, together as large as the sample months, times a factor. */
export const monthsOf = (factor = 1): Counts => ({
	202407: 124 * factor,
	202410: 124 * factor,
	202501: 124 * factor,
});

/** The questions about all observations of these months; each has another location or day. */
export function questions(factor = 1): Question[] {
	return Object.entries(monthsOf(factor)).flatMap(([name, count]) =>
		realSized(name, count).features.map((feature) =>
			questionAbout(observationOf(feature)),
		),
	);
}

/** Writes months in the format that the program reads; returns their folder. */
export function writeMonths(counts: Counts): string {
	const folder = temporaryFolder();
	for (const [name, count] of Object.entries(counts))
		writeFileSync(
			join(folder, `anomalies${name}.geojson`),
			JSON.stringify(realSized(name, count), null, 1),
		);
	return folder;
}

const twoDigits = (day: number) => String(day).padStart(2, "0");

/** @param name `YYYYMM` */
function realSized(name: string, count: number): MonthOfAnomalies {
	// The same numbers in every run.
	const random = mulberry32(1);
	const between = (from: number, to: number) =>
		Math.fround(from + (to - from) * random());
	const fileOf = (day: number) =>
		`oco3_LtCO2_${name.slice(2)}${twoDigits(day)}_B11072Ar_240915220${Math.floor(between(100, 1000))}s.nc4`;
	const features = Array.from({ length: count }, (): AnomalyFeature => {
		const mean = between(414, 418);
		const spread = between(1, 3);
		const zscore = Math.fround(1.2 - 0.9 * Math.log(1 - random()));
		const deviation = Math.fround(zscore * spread);
		const day = Math.floor(between(1, 29));
		const days = 1 + Math.floor(between(0, 4));
		const files = Array.from({ length: days }, (_, at) =>
			fileOf(((day + 6 * at) % 28) + 1),
		);
		return {
			type: "Feature",
			geometry: {
				type: "Point",
				coordinates: [between(-180, 180), between(-52, 52)],
			},
			properties: {
				xco2: Math.fround(mean + deviation),
				xco2_uncertainty: between(0.3, 1.3),
				baseline_mean: mean,
				baseline_std: spread,
				zscore,
				deviation_ppm: deviation,
				source_file: files[0] as string,
				severity: zscore >= 5 ? "high" : zscore >= 2 ? "medium" : "low",
				detection_days: days,
				detection_files: files,
			},
		};
	});
	return { type: "FeatureCollection", features };
}

const temporary: string[] = [];
process.once("exit", () => {
	for (const folder of temporary)
		rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder, deleted when the process ends. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "co2-anomaly-map-bench-"));
	temporary.push(folder);
	return folder;
}
