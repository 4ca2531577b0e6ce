import { element } from "./dom.ts";
import { monthName } from "./format.ts";
import type { MonthEntry } from "./months/index.ts";

/** The months of each year; those without data are shown, and cannot be picked. */
export function renderCalendar(
	nav: HTMLElement,
	months: MonthEntry[],
	onSelect: (month: string) => void,
): void {
	const byMonth = new Map(months.map((entry) => [entry.month, entry]));
	const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
	nav.replaceChildren(
		...years
			.sort()
			.reverse()
			.map((year) => {
				const buttons = Array.from({ length: 12 }, (_, index) => {
					const month = `${year}${String(index + 1).padStart(2, "0")}`;
					return monthButton(month, byMonth.get(month), onSelect);
				});
				const row = element("div", { className: "year", role: "group" }, [
					element("h2", {}, [year]),
					...buttons,
				]);
				row.setAttribute("aria-label", year);
				return row;
			}),
	);
}

function monthButton(
	month: string,
	entry: MonthEntry | undefined,
	onSelect: (month: string) => void,
): HTMLButtonElement {
	const count = entry?.count ?? 0;
	const button = element(
		"button",
		{
			type: "button",
			disabled: !entry,
			title: entry ? `${count} anomalies` : "no data",
			onclick: () => onSelect(month),
		},
		[
			`${monthName(month, "short")} `,
			element("span", { className: "count" }, [entry ? String(count) : ""]),
		],
	);
	button.dataset.month = month;
	return button;
}

/** Shows which month is open. The buttons stay, and with them the focus. */
export function markMonth(nav: HTMLElement, open: string): void {
	for (const button of nav.querySelectorAll("button"))
		button.setAttribute("aria-pressed", String(button.dataset.month === open));
}
