/** The legend: the numbers that colours and severity classes stand for. */
import { html, type TemplateResult } from "lit-html";
import { scheme } from "../colorScheme.ts";
import { fixed } from "../i18n/format.ts";
import { colorOf, type Severity, symbolPath, zStops } from "../map/scale.ts";
import type { Month } from "../months/index.ts";
import { rangeOf, thresholdOf } from "../panel/thresholds.ts";
import { entry, month, texts } from "../state/state.ts";
import { draw } from "../view.ts";

export function drawLegend(): void {
	draw("legend", () => {
		const t = texts.value;
		return html`<p id="legend-title">${t.legend}</p>
			<ol class="ramp" aria-labelledby="legend-title">
				${zStops.map(
					(stop) => html`<li class="step">
						<svg aria-hidden="true">
							<rect width="100%" height="100%" fill=${colorOf(stop, scheme.value)} />
						</svg>
						${stop}
					</li>`,
				)}
			</ol>
			${month.value.status === "ready" && entry.value ? classes(month.value.value) : ""}`;
	});
}

const isOnlyOco3 = ({ satellites }: Month) =>
	satellites.length > 0 && satellites.every((name) => name === "OCO-3");

/** The symbol of a severity class, without a colour. */
const symbol = (severity: Severity) =>
	html`<svg class="dot" viewBox="0 0 14 14" aria-hidden="true">
		<path d=${symbolPath(severity, 4.5, 7, 7)} fill="none" />
	</svg>`;

/** The severity classes: with the thresholds that the file states, or else with the range in this month. */
function classes(loaded: Month): TemplateResult {
	const t = texts.value;
	const isStated = loaded.method?.thresholds !== undefined;
	return html`<dl class="classes">
			${(["high", "medium", "low"] as const).map((severity) => {
				const range = rangeOf(loaded, severity);
				const rule = isStated
					? thresholdOf(severity, loaded.method, t)
					: range && t.inThisMonth(fixed(range[0]), fixed(range[1]));
				return rule
					? html`<div><dt>${symbol(severity)} ${t.severities[severity]}</dt><dd>${rule}</dd></div>`
					: "";
			})}
		</dl>
		${isStated ? "" : html`<p class="quiet">${t.thresholdNotStated}</p>`}
		${isOnlyOco3(loaded) ? html`<p class="quiet">${t.notSeen}</p>` : ""}`;
}
