/**
 * A value against its baseline, on one axis of ppm. The uncertainty of the
 * value is a bar with ends on the value's line, the spread of the baseline a
 * band across the baseline's line: neither can be taken for the other.
 */
import {
	html,
	type SVGTemplateResult,
	svg,
	type TemplateResult,
} from "lit-html";
import type { Observation } from "../../contract/observation.ts";
import type { Texts } from "../i18n/catalogue.ts";
import { fixed } from "../i18n/format.ts";

const width = 320;
const inset = 12;

export function figure(
	{ co2, uncertainty, baselineMean, baselineStd }: Observation,
	t: Texts,
): TemplateResult {
	const edges = [
		co2 - uncertainty,
		co2 + uncertainty,
		baselineMean - baselineStd,
		baselineMean + baselineStd,
	];
	const least = Math.min(...edges);
	const most = Math.max(...edges);
	const scale = (width - 2 * inset) / (most - least || 1);
	const x = (ppm: number) => Number((inset + (ppm - least) * scale).toFixed(2));
	const label = t.figure.description(
		fixed(co2),
		fixed(uncertainty),
		fixed(baselineMean),
		fixed(baselineStd),
	);
	return html`<figure>
		<svg viewBox="0 0 ${width} 92" role="img" aria-label=${label}>
			<rect
				class="band"
				x=${x(baselineMean - baselineStd)}
				y="44"
				width=${x(baselineMean + baselineStd) - x(baselineMean - baselineStd)}
				height="20"
			/>
			<line class="mean" x1=${x(baselineMean)} y1="40" x2=${x(baselineMean)} y2="68" />
			<path
				class="uncertainty"
				d="M${x(co2 - uncertainty)} 12v16m0-8H${x(co2 + uncertainty)}m0-8v16"
			/>
			<circle class="point" cx=${x(co2)} cy="20" r="5" />
			<line class="axis" x1=${inset} y1="74" x2=${width - inset} y2="74" />
			${ticks(least, most).map((ppm) => tick(x(ppm), ppm))}
		</svg>
		<figcaption>
			<span class="key"><svg viewBox="0 0 24 12" aria-hidden="true"><path class="uncertainty" d="M2 2v8m0-4h20m0-4v8" /><circle class="point" cx="12" cy="6" r="3" /></svg>${t.figure.value}</span>
			<span class="key"><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="band" width="24" height="12" /><line class="mean" x1="12" y1="0" x2="12" y2="12" /></svg>${t.figure.baseline}</span>
		</figcaption>
	</figure>`;
}

/** Three to six round numbers of ppm. */
function ticks(least: number, most: number): number[] {
	const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find(
		(candidate) => (most - least) / candidate <= 6,
	);
	if (!step) return [least, most];
	const first = Math.ceil(least / step);
	const last = Math.floor(most / step);
	return Array.from(
		{ length: last - first + 1 },
		(_, at) => (first + at) * step,
	);
}

function tick(x: number, ppm: number): SVGTemplateResult {
	return svg`<line class="axis" x1=${x} y1="74" x2=${x} y2="78" />
		<text x=${x} y="90" text-anchor="middle">${Number(ppm.toFixed(1))}</text>`;
}
