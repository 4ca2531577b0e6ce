/**
 * The one store of the page. Events call actions.ts, data comes by load.ts and
 * question.ts; nothing else writes. Map, list, panel, calendar and address are
 * effects of what is here.
 */
import { computed, signal } from "@preact/signals-core";
import type { Answer } from "../../contract/answer.ts";
import {
	type AnomalyFeature,
	type Observation,
	observationOf,
} from "../../contract/observation.ts";
import { catalogues, type Language, type Texts } from "../i18n/catalogue.ts";
import { type Filter, noFilter } from "../list/filter.ts";
import type { MapView } from "../map/map.ts";
import type { Month, MonthEntry, MonthList } from "../months/index.ts";
import type { Failure } from "./failure.ts";

/** Degrees north and east. */
export interface Place {
	lat: number;
	lon: number;
}

/** Everything that a visitor chooses; the address of the page is exactly this. */
export interface Choice {
	/** `YYYYMM`; undefined until the index is loaded, which names the latest month. */
	month: string | undefined;
	/** Coordinates of the open anomaly. */
	at: Place | undefined;
	view: MapView | undefined;
	filter: Filter;
	display: "map" | "table";
	/** The month to compare with, `YYYYMM`. */
	compare: string | undefined;
	/** Undefined: the language of the browser. */
	language: Language | undefined;
}

export type Loaded<T> =
	| { status: "loading" }
	| { status: "failed"; failure: Failure }
	| { status: "ready"; value: T };

export type Asked =
	| { status: "none" }
	/** `since` in milliseconds since 1970; `isBehind`: another visitor asked the same question first. */
	| { status: "waiting"; since: number; isBehind: boolean }
	| { status: "cancelled" }
	| { status: "answered"; answer: Answer }
	/** `againAt`: the earliest time to ask again, milliseconds since 1970. */
	| { status: "failed"; failure: Failure; againAt: number };

export const choice = signal<Choice>({
	month: undefined,
	at: undefined,
	view: undefined,
	filter: noFilter,
	display: "map",
	compare: undefined,
	language: undefined,
});
/** Each part of the choice as a signal of its own: an effect that reads one does not run when another changes. */
export const chosen = {
	month: computed(() => choice.value.month),
	at: computed(() => choice.value.at),
	view: computed(() => choice.value.view),
	filter: computed(() => choice.value.filter),
	display: computed(() => choice.value.display),
	compare: computed(() => choice.value.compare),
	language: computed(() => choice.value.language),
};
export const index = signal<Loaded<MonthList>>({ status: "loading" });
export const month = signal<Loaded<Month>>({ status: "loading" });
/** The month to compare with; undefined when none is chosen. */
export const compared = signal<Loaded<Month> | undefined>(undefined);
/** The published feature of the open anomaly; undefined when none is open. */
export const feature = signal<Loaded<AnomalyFeature> | undefined>(undefined);
export const asked = signal<Asked>({ status: "none" });
/** Milliseconds since 1970; updated every second while the page shows a waiting time. */
export const now = signal(Date.now());
export const online = signal(navigator.onLine);
/** Rows of the anomalies under one click; the visitor chooses one. */
export const candidates = signal<number[]>([]);
/** Rows of the list that are shown at first, and that are added by "more": more than a screen has room for. */
export const listStep = 50;
/** How many rows of the list are shown. */
export const listed = signal(listStep);

/** The first of the browser's languages that the page has. */
export const browserLanguage = (): Language =>
	navigator.languages
		.map((tag) => tag.slice(0, 2))
		.find((tag): tag is Language => tag in catalogues) ?? "en";

export const language = computed<Language>(
	() => chosen.language.value ?? browserLanguage(),
);
export const texts = computed<Texts>(() => catalogues[language.value]);

/** All that is published about the open anomaly. */
export const observation = computed<Loaded<Observation> | undefined>(() =>
	feature.value?.status === "ready"
		? { status: "ready", value: observationOf(feature.value.value) }
		: feature.value,
);

/** The published months, oldest first; empty until the index is loaded. */
export const months = computed<MonthEntry[]>(() =>
	index.value.status === "ready" ? index.value.value.months : [],
);

const entryOf = (name: string | undefined): MonthEntry | undefined =>
	months.value.find((known) => known.month === name);

/** The index's entry of the open month; undefined for a month that is not published. */
export const entry = computed(() => entryOf(chosen.month.value));

/** The same of the month to compare with. */
export const comparedEntry = computed(() => entryOf(chosen.compare.value));

/** Whether the chosen month is missing in the index. */
export const isUnknownMonth = computed(
	() =>
		months.value.length > 0 && chosen.month.value !== undefined && !entry.value,
);

/** Degrees. Published coordinates have 32 bits: a smaller difference means the same place. */
const samePlace = 1e-4;

/** The row of the open anomaly in the month; undefined when none is open, or none is there. */
export const selected = computed<number | undefined>(() => {
	const at = chosen.at.value;
	if (!at || month.value.status !== "ready") return undefined;
	const { value } = month.value;
	const row = value.find(at.lat, at.lon);
	if (row === undefined) return undefined;
	const isThere =
		Math.abs((value.lat[row] as number) - at.lat) < samePlace &&
		Math.abs((value.lon[row] as number) - at.lon) < samePlace;
	return isThere ? row : undefined;
});
