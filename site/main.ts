import { severities } from "../contract/fields.ts";
import { type Observation, questionAbout } from "../contract/observation.ts";
import { readAddress, writeAddress } from "./address.ts";
import { askWhy, SiteError } from "./api.ts";
import { markMonth, renderCalendar } from "./calendar.ts";
import { byId } from "./dom.ts";
import { monthName } from "./format.ts";
import { AnomalyMap } from "./map/map.ts";
import {
	LoadError,
	loadIndex,
	loadMonth,
	type Month,
	type MonthEntry,
} from "./months/index.ts";
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
let loading = new AbortController();
const months = await loadIndex(loading.signal).catch((error): MonthEntry[] => {
	showState(messageOf(error));
	return [];
});
renderCalendar(byId("calendar"), months, open);

const address = readAddress(location.hash);
// Not before what stands above it has its height: the map's middle depends on it.
const map = new AnomalyMap(byId("map"), {
	onPick: ([row]) => row !== undefined && select(row),
	onView(view) {
		address.view = view;
		showAddress();
	},
});
if (address.view) map.setView(address.view);
let shown: Month | undefined;
let asking = new AbortController();
openNamed(address.month);
addEventListener("hashchange", () => {
	const { month, view } = readAddress(location.hash);
	if (view) map.setView(view);
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
	clear();
	showState("Loading…");
	loading.abort();
	loading = new AbortController();
	const { signal } = loading;
	try {
		show(await loadMonth(month, signal));
	} catch (error) {
		if (!signal.aborted) showState(messageOf(error));
	}
}

function summary(count: number): string {
	if (count === 0) return "Nothing stood out.";
	return count > listed
		? `The ${listed} of ${count} anomalies with the highest z-score:`
		: "By z-score, highest first:";
}

function clear(): void {
	asking.abort();
	renderSelected(undefined);
	map.select(undefined);
	if (shown) map.show(shown, new Uint32Array());
	renderList([], select);
}

function show(month: Month): void {
	clear();
	shown = month;
	map.show(month);
	const rows = Array.from(month.zscore.subarray(0, listed).keys());
	const items = rows.map((row) => ({
		lat: month.lat[row] as number,
		lon: month.lon[row] as number,
		deviation: month.deviation[row] as number,
		zscore: month.zscore[row] as number,
		severity: severities[month.severity[row] as number] ?? "unknown",
	}));
	renderList(items, select);
	showState(summary(month.count));
}

async function select(row: number): Promise<void> {
	asking.abort();
	asking = new AbortController();
	const { signal } = asking;
	map.select(row);
	try {
		const observation = await shown?.observation(row, signal);
		if (!observation || signal.aborted) return;
		renderSelected(observation);
		byId("selected-place").focus();
		ask(observation);
	} catch (error) {
		if (!signal.aborted) showState(messageOf(error));
	}
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
	if (error instanceof SiteError || error instanceof LoadError)
		return error.message;
	console.error(error);
	return "Something went wrong on this page.";
}
