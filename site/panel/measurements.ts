/** The measurements with their units, and the text of a caution. */
import { html, type TemplateResult } from "lit-html";
import type { Method } from "../../contract/method.ts";
import type { Observation } from "../../contract/observation.ts";
import type { Language, Texts } from "../i18n/catalogue.ts";
import { coordinates, dayName, fixed, signed } from "../i18n/format.ts";
import { placeName } from "../i18n/placeName.ts";
import type { Caution } from "./cautions.ts";
import { thresholdOf } from "./thresholds.ts";

export function measurements(
	observation: Observation,
	method: Method | undefined,
	t: Texts,
	language: Language,
): TemplateResult {
	const { co2, uncertainty, deviation, baselineMean, baselineStd } =
		observation;
	const { severity, zscore } = observation;
	const rows: [term: string, value: string][] = [
		[t.terms.date, t.utc(dayName(observation.date, language))],
		[t.terms.xco2, t.plusMinus(fixed(co2), fixed(uncertainty))],
		[t.terms.deviation, t.ppm(signed(deviation))],
		[t.terms.baseline, t.ppm(fixed(baselineMean))],
		[t.terms.spread, t.oneSigma(fixed(baselineStd))],
		[t.terms.zscore, fixed(zscore)],
		[
			t.terms.severity,
			t.withThreshold(t.severities[severity], thresholdOf(severity, method, t)),
		],
		[t.terms.days, t.daysOfMonth(observation.detectionDays)],
		[t.terms.satellite, observation.satellite],
		[t.terms.coordinates, coordinates(observation)],
	];
	const name = placeName(observation, language, t);
	if (name) rows.push([t.terms.place, name]);
	return html`<dl id="measurements" class="pairs">
		${rows.map(
			([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`,
		)}
	</dl>`;
}

export function cautionText(caution: Caution, t: Texts): string {
	switch (caution.rule) {
		case "withinSpread":
			return t.caution.withinSpread(
				fixed(caution.zscore),
				fixed(caution.oneIn, caution.oneIn < 10 ? 1 : 0),
			);
		case "uncertain":
			return t.caution.uncertain(fixed(caution.times, 1));
		case "fewDays":
			return t.caution.fewDays(caution.days);
		case "edge":
			return t.caution.edge(caution.satellite, caution.limit);
		case "synthetic":
			return t.caution.synthetic;
	}
}
