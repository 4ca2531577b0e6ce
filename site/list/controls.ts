/** Search, order and filter of the list. */
import { html, type TemplateResult } from "lit-html";
import { coordinates, whole } from "../i18n/format.ts";
import type { Severity } from "../map/scale.ts";
import { clearFilter, setFilter } from "../state/actions.ts";
import {
	chosen,
	isUnknownMonth,
	language,
	month,
	texts,
} from "../state/state.ts";
import { draw } from "../view.ts";
import {
	type Filter,
	isFiltering,
	isRising,
	orderOf,
	type Sort,
	searchRadius,
} from "./filter.ts";
import { search } from "./rows.ts";

export function drawControls(): void {
	draw("controls", controls);
}

function controls(): TemplateResult | string {
	const t = texts.value;
	const filter = chosen.filter.value;
	// The controls stay while a month loads, so that nothing below them moves.
	const { value: open } = month;
	const isEmpty = open.status === "ready" && open.value.count === 0;
	if (isEmpty || open.status === "failed" || isUnknownMonth.value) return "";
	const { near } = search.value;
	return html`<label class="search">
			<span class="visually-hidden">${t.search}</span>
			<input
				type="search"
				autocomplete="off"
				placeholder=${t.searchHint}
				.value=${filter.search}
				@input=${onSearch}
			/>
		</label>
		${
			near &&
			html`<p class="quiet">
				${t.near(coordinates(near), whole(searchRadius, language.value))}
			</p>`
		}
		<div class="order">
			<label>${t.sortBy} ${sortSelect(filter.sort, near !== undefined)}</label>
			<button
				type="button"
				class="icon"
				aria-label=${t.orders[orderOf(filter)]}
				title=${t.orders[orderOf(filter)]}
				@click=${() => setFilter({ ascending: !filter.ascending })}
			>
				${isRising(filter) ? "↑" : "↓"}
			</button>
		</div>
		<details class="filter">
			<summary>${t.filter}${isFiltering(filter) ? " •" : ""}</summary>
			${filterFields(filter)}
		</details>`;
}

function onSearch(event: Event): void {
	const { value } = event.target as HTMLInputElement;
	const near = search.peek().near;
	setFilter({ search: value });
	// Around coordinates, the nearest come first until another order is chosen.
	if (!near && search.peek().near) setFilter({ sort: "distance" });
	if (near && !search.peek().near && chosen.filter.peek().sort === "distance")
		setFilter({ sort: "zscore" });
}

function sortSelect(chosen: Sort, isNear: boolean): TemplateResult {
	const names = Object.entries(texts.value.sorts) as [Sort, string][];
	const offered = names.filter(([sort]) => sort !== "distance" || isNear);
	return html`<select
		@change=${(event: Event) =>
			setFilter({ sort: (event.target as HTMLSelectElement).value as Sort })}
	>
		${offered.map(
			([sort, name]) =>
				html`<option value=${sort} .selected=${sort === chosen}>${name}</option>`,
		)}
	</select>`;
}

function filterFields(filter: Filter): TemplateResult {
	const t = texts.value;
	return html`<fieldset>
			<legend>${t.severity}</legend>
			${(["high", "medium", "low", "unknown"] as const).map(
				(severity) => html`<label class="check">
					<input
						type="checkbox"
						.checked=${filter.severities.includes(severity)}
						@change=${() => toggle(filter, severity)}
					/>
					${t.severities[severity]}
				</label>`,
			)}
		</fieldset>
		${numberField(t.minZscore, filter.minZscore, "0.1", (minZscore) => setFilter({ minZscore }))}
		${numberField(t.minDeviation, filter.minDeviation, "0.1", (minDeviation) => setFilter({ minDeviation }))}
		${numberField(t.minDays, filter.minDays, "1", (minDays) => setFilter({ minDays }))}
		${numberField(t.maxUncertainty, filter.maxUncertainty, "0.1", (maxUncertainty) => setFilter({ maxUncertainty }))}
		<button type="button" ?disabled=${!isFiltering(filter)} @click=${clearFilter}>
			${t.clearFilter}
		</button>`;
}

function toggle({ severities }: Filter, severity: Severity): void {
	setFilter({
		severities: severities.includes(severity)
			? severities.filter((chosen) => chosen !== severity)
			: [...severities, severity],
	});
}

function numberField(
	label: string,
	value: number | undefined,
	step: string,
	set: (value: number | undefined) => void,
): TemplateResult {
	return html`<label class="number">
		${label}
		<input
			type="number"
			min="0"
			step=${step}
			.value=${value === undefined ? "" : String(value)}
			@change=${(event: Event) => {
				const { valueAsNumber } = event.target as HTMLInputElement;
				set(Number.isFinite(valueAsNumber) ? valueAsNumber : undefined);
			}}
		/>
	</label>`;
}
