import type { Language } from "../../contract/languages.ts";
import type { Observation } from "../../contract/observation.ts";
import type { Observed } from "../../contract/request.ts";

export interface Prompt {
	system: string;
	user: string;
}

/** A language without spaces between words needs its own instruction, because nobody counts its words. */
const ownLength: Partial<Record<Language, string>> = {
	ja: "日本語の文章で、200文字以上300文字以内で書いてください。",
};

function lengthIn(language: Language): string {
	const name = new Intl.DisplayNames("en", { type: "language" }).of(language);
	return ownLength[language] ?? `Write 90 to 150 words of plain ${name} prose.`;
}

/** The same for every question; the observation is the user's turn. */
const system = `You explain anomalies of column-averaged CO2 (XCO2) that NASA's OCO-2 and OCO-3 satellites observed to researchers of the carbon cycle.
Name the likely causes, most likely first, each with how certain you are (likely, possible, speculative).
Put the observation into its regional and seasonal context: land cover, industry, cities, fires, harvests, winds, the season of the hemisphere.
Take the uncertainty, the z-score and the number of detection days into account: say so when the value may be noise or a retrieval artefact.
Say what observation or data would confirm or refute the first cause.
Do not invent sources, studies, events, facilities or numbers; without a source that you were given, cite none.
Write no headings, no lists, no markup.`;

/** The system instruction and the question about an observation. */
export function promptAbout(
	observation: Observed | Observation,
	language: Language,
): Prompt {
	const { lat, lon, date, co2, deviation, zscore, severity } = observation;
	const lines = [
		`Place: ${degrees(lat, "N", "S")}, ${degrees(lon, "E", "W")}`,
		`Date: ${date} (UTC)`,
		`XCO2: ${fixed(co2)} ppm`,
		`Above the baseline: ${fixed(deviation)} ppm`,
		`Z-score: ${fixed(zscore)}`,
		`Severity: ${severity}`,
	];
	if ("satellite" in observation) {
		const { satellite, baselineMean, baselineStd, uncertainty } = observation;
		lines.push(
			`Baseline: ${fixed(baselineMean)} ppm, standard deviation ${fixed(baselineStd)} ppm`,
			`Uncertainty of the value: ${fixed(uncertainty)} ppm`,
			`Days of the month on which the place stood out: ${observation.detectionDays}`,
			`Satellite: ${satellite}`,
		);
	}
	return {
		system: `${system}\n${lengthIn(language)}`,
		user: `Why may this anomaly be there?\n${lines.join("\n")}`,
	};
}

function degrees(value: number, positive: string, negative: string): string {
	return `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
}

function fixed(value: number): string {
	return value.toFixed(2);
}
