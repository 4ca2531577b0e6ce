/** Loads data into the state: the index, the open month, the compared month, the open anomaly. */
import { effect, type Signal, untracked } from "@preact/signals-core";
import { loadIndex, loadMonth, type Month } from "../months/index.ts";
import { openMonth } from "./actions.ts";
import { failureOf } from "./failure.ts";
import {
	chosen,
	compared,
	comparedEntry,
	entry,
	feature,
	index,
	type Loaded,
	month,
	months,
	online,
	selected,
} from "./state.ts";

/** The latest load of each signal; aborted when a newer one starts. */
const running = new Map<Signal<never>, AbortController>();

/** Loads into a signal, and aborts its earlier load. Resolves when the load has ended. */
function load<T>(
	into: Signal<Loaded<T>> | Signal<Loaded<T> | undefined>,
	get: (signal: AbortSignal) => Promise<T>,
): Promise<void> {
	const key = into as unknown as Signal<never>;
	running.get(key)?.abort();
	const controller = new AbortController();
	running.set(key, controller);
	const { signal } = controller;
	const set = (value: Loaded<T>) => {
		if (!signal.aborted) into.value = value;
	};
	set({ status: "loading" });
	return get(signal).then(
		(value) => set({ status: "ready", value }),
		(error) => {
			if (!signal.aborted) set({ status: "failed", failure: failureOf(error) });
		},
	);
}

/** Aborts the load of a signal and empties it. */
function drop(into: Signal<Loaded<never> | undefined>): void {
	running.get(into as unknown as Signal<never>)?.abort();
	into.value = undefined;
}

export function reloadIndex(): Promise<void> {
	return load(index, loadIndex);
}

export function reloadMonth(): void {
	const name = chosen.month.value;
	if (name && entry.value) load(month, (signal) => loadMonth(name, signal));
}

export function reloadCompared(): void {
	const name = comparedEntry.value?.month;
	if (name) load<Month>(compared, (signal) => loadMonth(name, signal));
	else drop(compared as Signal<Loaded<never> | undefined>);
}

export function reloadFeature(): void {
	const { value: row } = selected;
	const { value: open } = month;
	if (row !== undefined && open.status === "ready")
		load(feature, (signal) => open.value.feature(row, signal));
	else drop(feature as Signal<Loaded<never> | undefined>);
}

/** Loads what the choice needs, whenever it changes. Resolves when the index has been loaded. */
export function followChoice(): Promise<void> {
	const loaded = reloadIndex();
	effect(() => {
		if (chosen.month.value) return;
		const newest = months.value.at(-1);
		if (newest) untracked(() => openMonth(newest.month));
	});
	effect(() => {
		const name = entry.value?.month;
		untracked(() => {
			if (name) return reloadMonth();
			running.get(month as unknown as Signal<never>)?.abort();
			month.value = { status: "loading" };
		});
	});
	// Each effect reads the signals that it depends on, and ignores those that the load reads.
	effect(() => {
		comparedEntry.value;
		untracked(reloadCompared);
	});
	effect(() => {
		selected.value;
		month.value;
		untracked(reloadFeature);
	});
	followConnection();
	return loaded;
}

/** Loads again, once the browser is online, whatever failed without a connection. */
function followConnection(): void {
	addEventListener("offline", () => {
		online.value = false;
	});
	addEventListener("online", () => {
		online.value = true;
		const isCut = (loaded: Loaded<unknown> | undefined) =>
			loaded?.status === "failed" && loaded.failure.kind === "unreachable";
		if (isCut(index.value)) reloadIndex();
		if (isCut(month.value)) reloadMonth();
		if (isCut(compared.value)) reloadCompared();
		if (isCut(feature.value)) reloadFeature();
	});
}
