import type { MonthEntry } from "./api.ts";
import { element } from "./dom.ts";
import { monthName } from "./format.ts";

/** The months of each year; those without data are shown, and cannot be picked. */
export function renderCalendar(
	nav: HTMLElement,
	months: MonthEntry[],
	selected: string,
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
					return monthButton(month, byMonth.get(month), selected, onSelect);
				});
				return element("div", { className: "year" }, [
					element("h2", {}, [year]),
					...buttons,
				]);
			}),
	);
}

function monthButton(
	month: string,
	entry: MonthEntry | undefined,
	selected: string,
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
			monthName(month, "short"),
			element("span", { className: "count" }, [entry ? String(count) : ""]),
		],
	);
	button.dataset.month = month;
	button.setAttribute("aria-pressed", String(month === selected));
	return button;
}
