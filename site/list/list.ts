/** The anomalies of the month as a list: one tab stop, arrow keys within it. */
import { html, nothing, type TemplateResult } from "lit-html";
import { scheme } from "../colorScheme.ts";
import {
	coordinates,
	fixed,
	monthName,
	signed,
	whole,
} from "../i18n/format.ts";
import { colorOf, type Severity, symbolPath } from "../map/scale.ts";
import type { Month } from "../months/index.ts";
import { clearFilter, openMonth, pick, showMore } from "../state/actions.ts";
import { reloadMonth } from "../state/load.ts";
import {
	chosen,
	entry,
	index,
	isUnknownMonth,
	language,
	listed,
	listStep,
	month,
	months,
	selected,
	texts,
} from "../state/state.ts";
import { byId, draw } from "../view.ts";
import { distanceKm } from "./distance.ts";
import {
	at,
	isFiltering,
	placeOfRow,
	type Sort,
	severityOf,
} from "./filter.ts";
import { problemList } from "./problems.ts";
import { nameOf, rows, search } from "./rows.ts";

export function drawList(): void {
	draw("month-title", () =>
		chosen.month.value && !isUnknownMonth.value
			? monthName(chosen.month.value, "long", language.value)
			: texts.value.anomalies,
	);
	draw("month-state", state);
	draw("problems", problems);
	draw("anomalies", list);
	draw("more", more);
	byId("anomalies").addEventListener("keydown", moveByKey);
}

/** The state of the month: loading, failed, unknown, or how many anomalies are shown. */
function state(): TemplateResult | string {
	const t = texts.value;
	if (isUnknownMonth.value) return unknownMonth();
	if (index.value.status === "ready" && months.value.length === 0)
		return t.noMonths;
	if (month.value.status === "loading")
		return index.value.status === "failed" ? "" : t.loading;
	if (month.value.status === "failed") {
		const name = monthName(chosen.month.value ?? "", "long", language.value);
		return html`<span class="failure">${t.monthFailed(name)}</span>
			<button type="button" @click=${reloadMonth}>${t.loadAgain}</button>`;
	}
	const { count, method, problems } = month.value.value;
	const filter = chosen.filter.value;
	if (!isFiltering(filter)) {
		const unread = problems.filter(({ feature }) => feature >= 0).length;
		const limit = method?.count_limit;
		if (count + unread === 0) return t.nothingListed;
		if (limit === undefined) return t.listed(count);
		return count + unread < limit
			? t.belowLimit(count, limit)
			: t.shownOfLimit(count, limit);
	}
	const found =
		rows.value.length === 0
			? t.nothingMatches
			: t.matching(rows.value.length, count);
	return html`${found}
		<button type="button" class="plain" @click=${clearFilter}>${t.clearFilter}</button>`;
}

function unknownMonth(): TemplateResult {
	const t = texts.value;
	const newest = months.value.at(-1)?.month;
	const name = monthName(chosen.month.value ?? "", "long", language.value);
	return html`<span class="failure">${t.unknownMonth(name)}</span>
		${
			newest &&
			html`<button type="button" @click=${() => openMonth(newest)}>
				${t.openNewest(monthName(newest, "long", language.value))}
			</button>`
		}`;
}

function problems(): TemplateResult | string {
	if (month.value.status !== "ready" || !entry.value) return "";
	const { problems: found } = month.value.value;
	if (found.length === 0) return "";
	return problemList(found, texts.value.problems(found.length));
}

function list(): TemplateResult | typeof nothing {
	if (month.value.status !== "ready" || !entry.value) return nothing;
	const { value } = month.value;
	const shown = rows.value.slice(0, listed.value);
	const stop = shown.includes(selected.value ?? -1) ? selected.value : shown[0];
	return html`${shown.map((row) => item(value, row, row === stop))}`;
}

function item(loaded: Month, row: number, isStop: boolean): TemplateResult {
	const t = texts.value;
	const { sort } = chosen.filter.value;
	const isOpen = row === selected.value;
	const severity = t.severities[severityOf(loaded, row)];
	const ppm = t.ppm(signed(at(loaded.deviation, row)));
	const z = `z ${fixed(at(loaded.zscore, row))}`;
	const value = valueBy(loaded, row, sort);
	const name = nameOf(loaded, row);
	const where = coordinates(placeOfRow(loaded, row));
	return html`<li>
		<button
			type="button"
			data-row=${row}
			class="item"
			aria-current=${isOpen ? "true" : nothing}
			tabindex=${isStop ? 0 : -1}
			@click=${() => pick(row)}
		>
			${dot(at(loaded.zscore, row), severityOf(loaded, row))}
			<span class="name">${name ?? where}</span>
			<span class="value">${value}</span>
			<span class="under">
				<span class="where">${name ? where : ""}</span>
				<span>
					${[z, ppm, severity].filter((text) => text !== value).join(" · ")}
				</span>
			</span>
		</button>
	</li>`;
}

/** The value by which the list is sorted, as text. */
function valueBy(loaded: Month, row: number, sort: Sort): string {
	const t = texts.value;
	const { near } = search.value;
	switch (sort) {
		case "deviation":
			return t.ppm(signed(at(loaded.deviation, row)));
		case "uncertainty":
			return t.ppm(`± ${fixed(at(loaded.uncertainty, row))}`);
		case "days":
			return t.days(at(loaded.days, row));
		case "severity":
			return t.severities[severityOf(loaded, row)];
		case "distance":
			if (near)
				return t.km(
					whole(distanceKm(near, placeOfRow(loaded, row)), language.value),
				);
	}
	return `z ${fixed(at(loaded.zscore, row))}`;
}

/** The symbol of an anomaly, as the map has it: colour by z-score, shape by severity. */
export function dot(zscore: number, severity: Severity): TemplateResult {
	return html`<svg class="dot" viewBox="0 0 14 14" aria-hidden="true">
		<path d=${symbolPath(severity, 4.5, 7, 7)} fill=${colorOf(zscore, scheme.value)} />
	</svg>`;
}

function more(): TemplateResult | string {
	const left = rows.value.length - listed.value;
	if (left <= 0 || !entry.value) return "";
	return html`<button type="button" @click=${showMore}>
		${texts.value.showMore(Math.min(left, listStep))}
	</button>`;
}

function moveByKey(event: KeyboardEvent): void {
	const buttons = [
		...byId("anomalies").querySelectorAll<HTMLButtonElement>("[data-row]"),
	];
	const from = buttons.indexOf(event.target as HTMLButtonElement);
	if (from < 0) return;
	const to = {
		ArrowUp: from - 1,
		ArrowDown: from + 1,
		Home: 0,
		End: buttons.length - 1,
	}[event.key];
	if (to === undefined) return;
	event.preventDefault();
	buttons[Math.min(Math.max(to, 0), buttons.length - 1)]?.focus();
}
