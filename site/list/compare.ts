/** The open month beside another one. */
import { html, type TemplateResult } from "lit-html";
import { fixed, monthName, whole } from "../i18n/format.ts";
import type { Month } from "../months/index.ts";
import { compareWith, openMonth } from "../state/actions.ts";
import { reloadCompared } from "../state/load.ts";
import {
	chosen,
	compared,
	comparedEntry,
	language,
	month,
	months,
	texts,
} from "../state/state.ts";
import { draw } from "../view.ts";
import { distanceKm } from "./distance.ts";
import { at, placeOfRow, severityOf } from "./filter.ts";

/** Anomalies of two months within this distance count as the same place, kilometres. */
const samePlace = 100;
/** Comparing more pairs than these takes too long. */
const manyPairs = 1e7;

export function drawComparison(): void {
	draw("comparison", comparison);
}

function comparison(): TemplateResult | string {
	if (months.value.length < 2) return "";
	const t = texts.value;
	const open = chosen.month.value;
	const compare = chosen.compare.value;
	const name = (month: string) => monthName(month, "long", language.value);
	const others = months.value.filter(({ month }) => month !== open);
	return html`<details ?open=${compare !== undefined}>
		<summary>${t.compare}</summary>
		<label>
			${t.compareWith}
			<select @change=${(event: Event) => {
				const { value } = event.target as HTMLSelectElement;
				compareWith(value || undefined);
			}}>
				<option value="" .selected=${!compare}>${t.noComparison}</option>
				${others
					.toReversed()
					.map(
						({ month }) =>
							html`<option value=${month} .selected=${month === compare}>${name(month)}</option>`,
					)}
			</select>
		</label>
		${compare ? pair(name(open ?? ""), name(compare)) : ""}
	</details>`;
}

function pair(open: string, other: string): TemplateResult {
	const t = texts.value;
	const compare = chosen.compare.value;
	const [a, b] = [month.value, compared.value];
	if (!comparedEntry.value)
		return html`<p class="failure" role="alert">${t.unknownMonth(other)}</p>`;
	return html`<button type="button" @click=${() => compare && openMonth(compare)}>
			${t.switchTo(other)}
		</button>
		${
			b?.status === "failed"
				? html`<p class="failure" role="alert">${t.monthFailed(other)}</p>
						<button type="button" @click=${reloadCompared}>${t.loadAgain}</button>`
				: ""
		}
		${
			a.status === "ready" && b?.status === "ready"
				? table(open, a.value, other, b.value)
				: ""
		}`;
}

function table(
	open: string,
	a: Month,
	other: string,
	b: Month,
): TemplateResult {
	const t = texts.value;
	const names = Object.keys(t.compareRows) as (keyof typeof t.compareRows)[];
	return html`<table class="comparison">
			<caption class="visually-hidden">${t.comparison}</caption>
			<thead><tr><td></td><th scope="col">${open}</th><th scope="col">${other}</th></tr></thead>
			<tbody>
				${names.map(
					(name) => html`<tr>
						<th scope="row">${t.compareRows[name]}</th>
						<td>${summary(a, name)}</td>
						<td>${summary(b, name)}</td>
					</tr>`,
				)}
			</tbody>
		</table>
		${
			a.count * b.count <= manyPairs
				? html`<p class="quiet">${t.inBoth(inBoth(a, b), whole(samePlace, language.value))}</p>`
				: ""
		}`;
}

function summary(
	month: Month,
	what: keyof (typeof texts.value)["compareRows"],
): string {
	const { count, zscore, deviation } = month;
	if (what === "shown") return whole(count, language.value);
	if (count === 0) return "–";
	if (what === "maxZscore")
		return fixed(zscore.reduce((x, y) => Math.max(x, y)));
	if (what === "medianDeviation") {
		const sorted = deviation.toSorted();
		const middle = (count - 1) / 2;
		return fixed(
			(at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2,
		);
	}
	let found = 0;
	for (let row = 0; row < count; row++)
		if (severityOf(month, row) === what) found++;
	return whole(found, language.value);
}

/** Counts the anomalies of one month that are near an anomaly of the other. */
function inBoth(a: Month, b: Month): number {
	let found = 0;
	const others = Array.from({ length: b.count }, (_, row) =>
		placeOfRow(b, row),
	);
	for (let row = 0; row < a.count; row++) {
		const place = placeOfRow(a, row);
		// A degree of latitude is 111 km, so comparing latitudes first excludes most pairs.
		if (
			others.some(
				(other) =>
					Math.abs(other.lat - place.lat) < 1 &&
					distanceKm(place, other) <= samePlace,
			)
		)
			found++;
	}
	return found;
}
