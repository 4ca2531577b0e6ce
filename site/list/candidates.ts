/** A dialog to choose one of several overlapping anomalies. */
import { effect } from "@preact/signals-core";
import { html, type TemplateResult } from "lit-html";
import { coordinates, fixed, signed } from "../i18n/format.ts";
import type { Month } from "../months/index.ts";
import { offer, pick } from "../state/actions.ts";
import { candidates, month, texts } from "../state/state.ts";
import { byId, draw } from "../view.ts";
import { at, placeOfRow, severityOf } from "./filter.ts";
import { dot } from "./list.ts";
import { nameOf } from "./rows.ts";

/** The dialog lists no more than this; the map zooms in instead. */
const most = 50;

export function drawCandidates(): void {
	draw("candidates", () =>
		month.value.status === "ready" && candidates.value.length > 0
			? dialog(month.value.value)
			: "",
	);
	const element = byId<HTMLDialogElement>("candidates");
	effect(() => {
		const isWanted = candidates.value.length > 0;
		if (isWanted && !element.open) element.showModal();
		if (!isWanted && element.open) element.close();
	});
	element.addEventListener("close", () => offer([]));
}

function dialog(loaded: Month): TemplateResult {
	const t = texts.value;
	const rows = candidates.value;
	return html`<form method="dialog" class="dialog-head">
			<h2>${t.choose(rows.length)}</h2>
			<button class="icon" aria-label=${t.close}>×</button>
		</form>
		<ul class="choices">
			${rows.slice(0, most).map(
				(row) => html`<li>
					<button type="button" @click=${() => pick(row)}>
						${dot(at(loaded.zscore, row), severityOf(loaded, row))}
						<span>${nameOf(loaded, row) ?? ""}</span>
						<span>${coordinates(placeOfRow(loaded, row))}</span>
						<span>${t.ppm(signed(at(loaded.deviation, row)))}, z ${fixed(at(loaded.zscore, row))}</span>
					</button>
				</li>`,
			)}
		</ul>
		${rows.length > most ? html`<p class="quiet">${t.more(rows.length - most)}</p>` : ""}`;
}
