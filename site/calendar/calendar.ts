/** The months in a row, oldest first: one tab stop, arrow keys within it, swiping scrolls it. */
import { effect } from "@preact/signals-core";
import { html, type TemplateResult } from "lit-html";
import { scheme } from "../colorScheme.ts";
import { fixed, monthName } from "../i18n/format.ts";
import { problemList, problemText } from "../list/problems.ts";
import { colorOf } from "../map/scale.ts";
import type { MonthEntry, Problem } from "../months/index.ts";
import { openMonth } from "../state/actions.ts";
import type { Failure } from "../state/failure.ts";
import { reloadIndex } from "../state/load.ts";
import { chosen, entry, index, language, texts } from "../state/state.ts";
import { byId, draw } from "../view.ts";

export function drawCalendar(): void {
	draw("calendar", calendar);
	const nav = byId("calendar");
	nav.addEventListener("keydown", moveByKey);
	effect(() => {
		const open = entry.value?.month;
		// In the next frame, the month has its place.
		const frame = requestAnimationFrame(() => bringIntoView(open));
		return () => cancelAnimationFrame(frame);
	});
}

/** Scrolls the months alone: `scrollIntoView` would scroll the page too. */
function bringIntoView(month: string | undefined): void {
	const button = byId("calendar").querySelector(`[data-month="${month}"]`);
	const strip = button?.closest(".strip");
	if (!button || !strip) return;
	const [cell, frame] = [button, strip].map((element) =>
		element.getBoundingClientRect(),
	) as [DOMRect, DOMRect];
	strip.scrollLeft += cell.x + cell.width / 2 - (frame.x + frame.width / 2);
}

function calendar(): TemplateResult {
	if (index.value.status === "loading")
		return html`<p class="quiet">${texts.value.loading}</p>`;
	if (index.value.status === "failed") return failed(index.value.failure);
	const { months, problems } = index.value.value;
	return html`<div class="strip" role="toolbar" aria-label=${texts.value.months}>
			${yearsOf(months).map(
				({
					year,
					names,
				}) => html`<div class="year" role="group" aria-label=${year}>
					<span class="year-name" aria-hidden="true">${year}</span>
					<div class="months">${names.map((name) => monthCell(name, months))}</div>
				</div>`,
			)}
		</div>
		${problems.length > 0 ? unread(problems) : ""}`;
}

function failed(failure: Failure): TemplateResult {
	const t = texts.value;
	const problem = failure.kind === "unreadable" ? failure.problem : undefined;
	return html`<p class="failure" role="alert">
			${problem ? `${t.indexUnreadable} ${problemText(problem)}` : t.indexFailed}
		</p>
		${loadAgain()}`;
}

/** Months that the index lists wrongly. The others can be opened. */
function unread(problems: Problem[]): TemplateResult {
	return html`<div role="status">
			${problemList(problems, texts.value.monthsUnread(problems.length))}
		</div>
		${loadAgain()}`;
}

function loadAgain(): TemplateResult {
	return html`<button type="button" @click=${reloadIndex}>
		${texts.value.loadAgain}
	</button>`;
}

/** Each year with its months, from the first to the last month with data. */
function yearsOf(months: MonthEntry[]): { year: string; names: string[] }[] {
	const [first, last] = [months.at(0)?.month, months.at(-1)?.month];
	if (!first || !last) return [];
	const years = Array.from(
		{ length: Number(last.slice(0, 4)) - Number(first.slice(0, 4)) + 1 },
		(_, at) => String(Number(first.slice(0, 4)) + at),
	);
	return years.map((year) => ({
		year,
		names: Array.from(
			{ length: 12 },
			(_, at) => `${year}${String(at + 1).padStart(2, "0")}`,
		).filter((name) => first <= name && name <= last),
	}));
}

function monthCell(name: string, months: MonthEntry[]): TemplateResult {
	const known = months.find(({ month }) => month === name);
	const long = monthName(name, "long", language.value);
	if (!known)
		return html`<span class="gap" title=${texts.value.noData(long)}></span>`;
	const { count, maxZscore, method } = known;
	const isOpen = name === chosen.month.value;
	const label = texts.value.monthLabel(
		long,
		count,
		maxZscore === null ? undefined : fixed(maxZscore),
		count >= (method?.count_limit ?? Infinity),
	);
	// The only tab stop is the open month, or the latest if none is open.
	const isStop = isOpen || (!entry.value && known === months.at(-1));
	const color = maxZscore === null ? "none" : colorOf(maxZscore, scheme.value);
	return html`<button
		type="button"
		data-month=${name}
		title=${label}
		aria-pressed=${isOpen}
		tabindex=${isStop ? 0 : -1}
		@click=${() => openMonth(name)}
	>
		<span class="visually-hidden">${label}</span>
		<span aria-hidden="true">${monthName(name, "short", language.value)}</span>
		<svg aria-hidden="true"><rect width="100%" height="100%" fill=${color} /></svg>
	</button>`;
}

/** Arrow keys move by a month, Page Up and Page Down by a year, Home and End to the first and last month. */
function moveByKey(event: KeyboardEvent): void {
	const buttons = [
		...byId("calendar").querySelectorAll<HTMLButtonElement>("[data-month]"),
	];
	const from = buttons.indexOf(event.target as HTMLButtonElement);
	if (from < 0) return;
	const year = (step: number) => {
		const wanted = Number(buttons[from]?.dataset.month) + step * 100;
		const near = buttons.map(({ dataset }) =>
			Math.abs(Number(dataset.month) - wanted),
		);
		return near.indexOf(Math.min(...near));
	};
	const moves: Record<string, () => number> = {
		ArrowLeft: () => from - 1,
		ArrowRight: () => from + 1,
		PageUp: () => year(-1),
		PageDown: () => year(1),
		Home: () => 0,
		End: () => buttons.length - 1,
	};
	const to = moves[event.key]?.();
	if (to === undefined) return;
	event.preventDefault();
	buttons[Math.min(Math.max(to, 0), buttons.length - 1)]?.focus();
}
