/** The panel about the open anomaly. */
import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit-html";
import type { Observation } from "../../contract/observation.ts";
import { copyButton, share } from "../export/copy.ts";
import {
	coordinates,
	dayName,
	fixed,
	monthName,
	plainCoordinates,
	signed,
} from "../i18n/format.ts";
import { placeName } from "../i18n/placeName.ts";
import { at, severityOf } from "../list/filter.ts";
import { dot } from "../list/list.ts";
import { announce } from "../messages.ts";
import { pick } from "../state/actions.ts";
import { reloadFeature, reloadIndex, reloadMonth } from "../state/load.ts";
import {
	asked,
	chosen,
	entry,
	feature,
	index,
	isUnknownMonth,
	language,
	month,
	observation,
	selected,
	texts,
} from "../state/state.ts";
import { byId, draw } from "../view.ts";
import { answerPart } from "./answer.ts";
import { cautionsAbout } from "./cautions.ts";
import { figure } from "./figure.ts";
import { cautionText, measurements } from "./measurements.ts";
import { originPart } from "./origin.ts";
import { seenPart } from "./seenBefore.ts";

export function drawPanel(): void {
	draw("selected", panel);
	const aside = byId("selected");
	effect(() => {
		const at = chosen.at.value;
		aside.hidden = !at;
		document.body.classList.toggle("is-open", at !== undefined);
	});
	followFocus();
	effect(() => {
		const { value } = asked;
		const t = texts.peek();
		if (value.status === "waiting")
			announce(value.isBehind ? t.behind : t.asking(t.aModel));
		if (value.status === "answered") announce(t.answerReady);
	});
}

/** The element that had the focus when the panel opened; Escape returns to it. */
let cameFrom: Element | null = null;

/** Opening an anomaly moves the focus to the panel; closing it returns the focus. */
function followFocus(): void {
	let before = chosen.at.peek();
	effect(() => {
		const at = chosen.at.value;
		if (at === before) return;
		const wasOpen = before !== undefined;
		before = at;
		if (at && !wasOpen) cameFrom = document.activeElement;
		// The effects that draw run first: the element to focus must exist.
		queueMicrotask(() => {
			if (at) byId("selected-place").focus();
			else if (wasOpen) goBack();
		});
	});
	document.addEventListener("keydown", (event) => {
		const isInDialog = document.querySelector("dialog[open]") !== null;
		if (event.key !== "Escape" || isInDialog || !chosen.at.peek()) return;
		pick(undefined);
	});
}

function goBack(): void {
	const isThere = cameFrom?.isConnected && cameFrom !== document.body;
	const target = isThere
		? (cameFrom as HTMLElement)
		: byId("anomalies").querySelector<HTMLElement>('[tabindex="0"]');
	(target ?? byId("month-title")).focus();
}

function panel(): TemplateResult | typeof nothing {
	const at = chosen.at.value;
	if (!at) return nothing;
	const t = texts.value;
	const open = observation.value;
	const name = placeName(at, language.value, t);
	return html`<div class="panel-head">
			<button type="button" class="back" @click=${() => pick(undefined)}>
				<span aria-hidden="true">←</span> ${t.back}
			</button>
			<button type="button" @click=${() => share(document.title)}>
				${t.share}
			</button>
		</div>
		<h2 id="selected-place" tabindex="-1">
			${name ? html`${name} <span class="where">${coordinates(at)}</span>` : coordinates(at)}
		</h2>
		${open?.status === "ready" ? about(open.value) : unready()}`;
}

/** The content before the numbers are loaded, or if they cannot be. */
function unready(): TemplateResult | typeof nothing {
	const t = texts.value;
	const at = chosen.at.value;
	const name = monthName(chosen.month.value ?? "", "long", language.value);
	if (isUnknownMonth.value) return failure(t.unknownMonth(name));
	if (index.value.status === "failed")
		return failure(t.indexFailed, reloadIndex);
	if (month.value.status === "failed")
		return failure(t.monthFailed(name), reloadMonth);
	if (month.value.status === "ready" && selected.value === undefined && at)
		return failure(t.unknownPlace(coordinates(at), name));
	if (observation.value?.status === "failed")
		return html`${strength()} ${failure(t.featureFailed, reloadFeature)}`;
	return html`${strength()}
		<p class="quiet">${t.loading}</p>`;
}

function failure(text: string, reload?: () => void): TemplateResult {
	return html`<p class="failure" role="alert">${text}</p>
		${reload ? html`<button type="button" @click=${reload}>${texts.value.loadAgain}</button>` : nothing}`;
}

/** How strong the open anomaly is; the columns of the month have that before its feature is loaded. */
function strength(): TemplateResult | typeof nothing {
	const t = texts.value;
	const row = selected.value;
	if (month.value.status !== "ready" || row === undefined) return nothing;
	const loaded = month.value.value;
	const zscore = at(loaded.zscore, row);
	const severity = severityOf(loaded, row);
	const deviation = signed(at(loaded.deviation, row));
	const { value: open } = observation;
	return html`<p class="headline">
			<strong>${t.headline(deviation, fixed(at(loaded.uncertainty, row)))}</strong>
			<span>${t.relativeToBaseline}</span>
		</p>
		<p class="facts">
			${dot(zscore, severity)} z ${fixed(zscore)} · ${t.severities[severity]}
			${
				open?.status === "ready"
					? html`· ${dayName(open.value.date, language.value)} · ${open.value.satellite}`
					: nothing
			}
		</p>`;
}

function about(open: Observation): TemplateResult {
	const t = texts.value;
	const tongue = language.value;
	const method =
		month.value.status === "ready" ? month.value.value.method : undefined;
	const cautions = cautionsAbout(open, entry.value?.synthetic ?? false);
	return html`${strength()}
		<section class="why" aria-labelledby="why-title">
			<h3 id="why-title">${t.why}</h3>
			<div id="reasoning" role=${asked.value.status === "failed" ? "alert" : nothing}>
				${answerPart()}
			</div>
		</section>
		${
			cautions.length > 0
				? html`<section class="cautions">
						<h3>${t.cautions}</h3>
						<ul>${cautions.map((caution) => html`<li>${cautionText(caution, t)}</li>`)}</ul>
					</section>`
				: nothing
		}
		<section>
			<h3>${t.measurements}</h3>
			${figure(open, t)} ${measurements(open, method, t, tongue)}
			<div class="row">
				${copyButton(t.copyLink, () => location.href)}
				${copyButton(t.copyCoordinates, () => plainCoordinates(open))}
			</div>
		</section>
		<section><h3>${t.seenBefore}</h3>${seenPart()}</section>
		<section>
			<h3>${t.origin}</h3>
			${originPart(open, feature.value?.status === "ready" ? feature.value.value : undefined, method, t, tongue)}
		</section>`;
}
