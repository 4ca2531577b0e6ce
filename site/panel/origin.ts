/** The source of an anomaly, and how to cite it. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Method } from "../../contract/method.ts";
import {
	type AnomalyFeature,
	granule,
	type Observation,
} from "../../contract/observation.ts";
import { copyButton } from "../export/copy.ts";
import type { Language, Texts } from "../i18n/catalogue.ts";
import { dayName } from "../i18n/format.ts";
import { bibtexOf, citationOf, productPage } from "./cite.ts";

export function originPart(
	observation: Observation,
	feature: AnomalyFeature | undefined,
	method: Method | undefined,
	t: Texts,
	language: Language,
): TemplateResult {
	const { satellite, date } = observation;
	const isSynthetic =
		granule(feature?.properties.source_file ?? "")?.synthetic === true;
	const cited = { observation, method, isSynthetic };
	const files = feature?.properties.detection_files ?? [];
	return html`<dl class="pairs">
			<div>
				<dt>${t.granule}</dt>
				<dd class="code">${feature?.properties.source_file ?? "…"}</dd>
			</div>
			<div>
				<dt>${t.product}</dt>
				<dd>
					${isSynthetic ? t.caution.synthetic : productLink(satellite, method, t)}
				</dd>
			</div>
			<div><dt>${t.terms.date}</dt><dd>${t.utc(dayName(date, language))}</dd></div>
			<div><dt>${t.licence}</dt><dd>${method?.licence ?? t.notStated}</dd></div>
		</dl>
		${
			files.length > 0
				? html`<details>
						<summary>${t.otherFiles(files.length)}</summary>
						<ul class="code">${files.map((file) => html`<li>${file}</li>`)}</ul>
					</details>`
				: nothing
		}
		<details class="cite" open>
			<summary>${t.cite}</summary>
			<p class="citation">${citationOf(cited)}</p>
			<div class="row">
				${copyButton(t.copyCitation, () => citationOf(cited))}
				${copyButton(t.copyBibtex, () => bibtexOf(cited))}
			</div>
		</details>`;
}

function productLink(
	satellite: Observation["satellite"],
	method: Method | undefined,
	t: Texts,
): TemplateResult {
	const { product = t.productPage(satellite), product_version: version } =
		method ?? {};
	return html`<a href=${productPage(satellite, method)} target="_blank" rel="noopener noreferrer">
			${product}${version ? ` ${version}` : ""}
		</a>
		${method?.doi ? html`(DOI ${method.doi})` : nothing}`;
}
