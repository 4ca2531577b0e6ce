/** The rows of the list as a table; the column by which it is sorted is marked. */
import { html, nothing, type TemplateResult } from "lit-html";
import { coordinates, fixed, signed } from "../i18n/format.ts";
import type { Month } from "../months/index.ts";
import { pick, setFilter } from "../state/actions.ts";
import { chosen, listed, month, selected, texts } from "../state/state.ts";
import { draw } from "../view.ts";
import { at, isRising, placeOfRow, type Sort, severityOf } from "./filter.ts";
import { dot } from "./list.ts";
import { nameOf, rows } from "./rows.ts";

/** The columns in order, each with its sort order if it has one. */
const columns = [
	["place", "place"],
	["coordinates", undefined],
	["zscore", "zscore"],
	["deviation", "deviation"],
	["uncertainty", "uncertainty"],
	["co2", undefined],
	["days", "days"],
	["severity", "severity"],
] as const;

export function drawTable(): void {
	draw("table", () => {
		const isShown =
			chosen.display.value === "table" && month.value.status === "ready";
		return isShown && month.value.status === "ready"
			? table(month.value.value)
			: "";
	});
}

function table(loaded: Month): TemplateResult {
	const t = texts.value;
	return html`<table>
		<caption class="visually-hidden">${t.anomalies}</caption>
		<thead>
			<tr>
				${columns.map(([name, sort]) => heading(t.columns[name], sort))}
			</tr>
		</thead>
		<tbody>
			${rows.value.slice(0, listed.value).map((row) => line(loaded, row))}
		</tbody>
	</table>`;
}

function heading(name: string, sort: Sort | undefined): TemplateResult {
	if (!sort) return html`<th scope="col">${name}</th>`;
	const filter = chosen.filter.value;
	const isChosen = filter.sort === sort;
	const order = isRising(filter) ? "ascending" : "descending";
	return html`<th scope="col" aria-sort=${isChosen ? order : nothing}>
		<button
			type="button"
			class="plain"
			@click=${() => setFilter({ sort, ascending: isChosen && !filter.ascending })}
		>
			${name}<span aria-hidden="true">${isChosen ? (isRising(filter) ? " ↑" : " ↓") : ""}</span>
		</button>
	</th>`;
}

function line(loaded: Month, row: number): TemplateResult {
	const t = texts.value;
	const where = coordinates(placeOfRow(loaded, row));
	const deviation = signed(at(loaded.deviation, row));
	const name = nameOf(loaded, row);
	return html`<tr aria-current=${row === selected.value ? "true" : nothing}>
		<th scope="row">
			<button
				type="button"
				class="plain"
				aria-label="${name ?? ""} ${where} ${t.ppm(deviation)}"
				@click=${() => pick(row)}
			>
				${dot(at(loaded.zscore, row), severityOf(loaded, row))} ${name ?? where}
			</button>
		</th>
		<td>${where}</td>
		<td>${fixed(at(loaded.zscore, row))}</td>
		<td>${deviation}</td>
		<td>± ${fixed(at(loaded.uncertainty, row))}</td>
		<td>${fixed(at(loaded.co2, row))}</td>
		<td>${at(loaded.days, row)}</td>
		<td>${t.severities[severityOf(loaded, row)]}</td>
	</tr>`;
}
