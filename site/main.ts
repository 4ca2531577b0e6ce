import {
	type Observation,
	observationOf,
	questionAbout,
} from "../contract/observation.ts";
import { readAddress, writeAddress } from "./address.ts";
import {
	askWhy,
	fetchMonth,
	fetchMonths,
	type MonthEntry,
	SiteError,
} from "./api.ts";
import { markMonth, renderCalendar } from "./calendar.ts";
import { byId } from "./dom.ts";
import { monthName } from "./format.ts";
import { createMap } from "./map.ts";
import {
	listed,
	renderAnswer,
	renderFailure,
	renderLegend,
	renderList,
	renderLoading,
	renderSelected,
} from "./panel.ts";

renderLegend();
const months = await fetchMonths().catch((error): MonthEntry[] => {
	showState(messageOf(error));
	return [];
});
renderCalendar(byId("calendar"), months, open);

const address = readAddress(location.hash);
// Not before what stands above it has its height: the map's middle depends on it.
const map = createMap(byId("map"), {
	coastlinesUrl: (byId("coastlines") as HTMLLinkElement).href,
	view: address.view,
	onSelect: select,
	onMove(view) {
		address.view = view;
		showAddress();
	},
});
let asking = new AbortController();
openNamed(address.month);
addEventListener("hashchange", () => {
	const { month, view } = readAddress(location.hash);
	if (view) map.look(view);
	openNamed(month);
});

/** Shows a month, or the newest if there is none of this name. */
function openNamed(name: string): void {
	const named = months.find(({ month }) => month === name);
	const entry = named ?? months.at(-1);
	if (entry) open(entry.month);
}

/** Shows a month. */
async function open(month: string): Promise<void> {
	address.month = month;
	showAddress();
	markMonth(byId("calendar"), month);
	byId("month-title").textContent = monthName(month, "long");
	const entry = months.find((known) => known.month === month);
	byId("synthetic").hidden = !entry?.synthetic;
	show([]);
	showState("Loading…");
	try {
		const { features } = await fetchMonth(month);
		// Another month was picked meanwhile.
		if (month !== address.month) return;
		const observations = features.map(observationOf);
		show(observations);
		showState(summary(observations.length));
	} catch (error) {
		if (month === address.month) showState(messageOf(error));
	}
}

function summary(count: number): string {
	if (count === 0) return "Nothing stood out.";
	return count > listed
		? `The ${listed} of ${count} anomalies with the highest z-score:`
		: "By z-score, highest first:";
}

function show(observations: Observation[]): void {
	const sorted = [...observations].sort((a, b) => b.zscore - a.zscore);
	asking.abort();
	renderSelected(undefined);
	map.select(undefined);
	map.show(sorted);
	renderList(sorted, select);
}

function select(observation: Observation): void {
	renderSelected(observation);
	map.select(observation);
	byId("selected-place").focus();
	ask(observation);
}

async function ask(observation: Observation): Promise<void> {
	asking.abort();
	asking = new AbortController();
	const { signal } = asking;
	renderLoading();
	try {
		const answer = await askWhy(questionAbout(observation), signal);
		if (!signal.aborted) renderAnswer(answer);
	} catch (error) {
		if (!signal.aborted)
			renderFailure(messageOf(error), () => ask(observation));
	}
}

/** What is looked at can be shared by its address. */
function showAddress(): void {
	history.replaceState(null, "", writeAddress(address));
}

function showState(message: string): void {
	byId("month-state").textContent = message;
}

function messageOf(error: unknown): string {
	if (error instanceof SiteError) return error.message;
	console.error(error);
	return "Something went wrong on this page.";
}
