/** Months for measurements: those of tools/data/sampleModel.ts, enlarged. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import { observationOf, questionAbout } from "../../contract/observation.ts";
import type { Question } from "../../contract/request.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";

const months = ["202407", "202410", "202501"];

/** A month in which `factor` observations side by side replace each one. */
export function month(name: string, factor = 1): MonthOfAnomalies {
	const { type, features } = sampleMonth(name);
	return {
		type,
		features: features.flatMap((feature) => {
			const [lon, lat] = feature.geometry.coordinates;
			return Array.from({ length: factor }, (_, copy) => ({
				...feature,
				geometry: {
					type: feature.geometry.type,
					coordinates: [lon, lat + copy / 1000] as [number, number],
				},
			}));
		}),
	};
}

/** The questions about all observations; each has another location or day. */
export function questions(factor = 1): Question[] {
	return months.flatMap((name) =>
		month(name, factor).features.map((feature) =>
			questionAbout(observationOf(feature)),
		),
	);
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

/** Writes the months in the format that the program reads; returns their folder. */
export function writeMonths(factor = 1): string {
	const folder = temporaryFolder();
	for (const name of months)
		writeFileSync(
			join(folder, `anomalies${name}.geojson`),
			JSON.stringify(month(name, factor)),
		);
	return folder;
}
