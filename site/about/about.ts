/** The dialog "About these data": what the numbers are, if the file states it. */
import { html, type TemplateResult } from "lit-html";
import type { Method } from "../../contract/method.ts";
import { copyButton } from "../export/copy.ts";
import { monthName, whole } from "../i18n/format.ts";
import { pageCitation } from "../panel/cite.ts";
import { thresholdOf } from "../panel/thresholds.ts";
import { chosen, entry, language, month, texts } from "../state/state.ts";
import { byId, draw } from "../view.ts";

export function drawAbout(): void {
	draw("about", dialog);
}

export function openAbout(): void {
	byId<HTMLDialogElement>("about").showModal();
}

function dialog(): TemplateResult {
	const t = texts.value;
	const { about } = t;
	const name = monthName(chosen.month.value ?? "", "long", language.value);
	const isSynthetic = entry.value?.synthetic ?? false;
	const method =
		month.value.status === "ready"
			? month.value.value.method
			: entry.value?.method;
	return html`<form method="dialog" class="dialog-head">
			<h2>${t.aboutData}</h2>
			<button class="icon" aria-label=${t.close}>×</button>
		</form>
		<p>${about.lead}</p>
		<p>${about.notCause}</p>
		<h3>${entry.value ? about.methodOf(name) : about.method}</h3>
		${methodList(method)}
		<h3>${about.coverage}</h3>
		<p>${about.coverageOco3}</p>
		<p>${about.coverageOco2}</p>
		<p>${about.empty}</p>
		<h3>${about.colours}</h3>
		<p>${about.coloursText}</p>
		<h3>${about.model}</h3>
		<p>${about.modelText}</p>
		<h3>${about.citePage}</h3>
		<p class="citation">${pageCitation(isSynthetic)}</p>
		${copyButton(t.copyCitation, () => pageCitation(isSynthetic))}`;
}

/** Every property of the method; a missing one is shown as not stated. */
function methodList(method: Method | undefined): TemplateResult {
	const t = texts.value;
	const names = Object.entries(t.about.terms) as [keyof Method, string][];
	return html`<dl class="method pairs">
		${names.map(
			([field, term]) => html`<div>
				<dt>${term}</dt>
				<dd>${stated(method, field) ?? html`<em>${t.notStated}</em>`}</dd>
			</div>`,
		)}
	</dl>`;
}

function stated(
	method: Method | undefined,
	field: keyof Method,
): string | TemplateResult | undefined {
	const t = texts.value;
	if (method?.[field] === undefined) return undefined;
	switch (field) {
		case "thresholds":
			return (["high", "medium", "low"] as const)
				.map(
					(severity) =>
						`${t.severities[severity]}: ${thresholdOf(severity, method, t)}`,
				)
				.join("; ");
		case "count_limit":
			return t.about.limit(whole(method.count_limit ?? 0, language.value));
		case "least_detection_days":
			return t.about.leastDays(String(method.least_detection_days));
		case "files":
		case "soundings":
			return whole(method[field] ?? 0, language.value);
		case "doi":
			return html`<a href="https://doi.org/${method.doi}" target="_blank" rel="noopener noreferrer">${method.doi}</a>`;
		default:
			return method[field];
	}
}
