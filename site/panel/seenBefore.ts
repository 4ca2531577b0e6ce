/** Anomalies of other months near the open one: looked for where the index says that there may be some. */
import { effect, signal, untracked } from "@preact/signals-core";
import { html, type TemplateResult } from "lit-html";
import { fixed, monthName, whole } from "../i18n/format.ts";
import { distanceKm } from "../list/distance.ts";
import { at, placeOfRow } from "../list/filter.ts";
import { loadMonth, type MonthEntry } from "../months/index.ts";
import { openAnomaly } from "../state/actions.ts";
import {
	language,
	month,
	months,
	type Place,
	selected,
	texts,
} from "../state/state.ts";

/** Kilometres: about the width of the area that a place shares its weather with. */
export const radius = 500;
/** Up to so many anomalies in all months, they are looked through without being asked to. */
const small = 5_000;

/** The panel lists no more than these. */
const most = 20;

export interface Seen extends Place {
	month: string;
	km: number;
	zscore: number;
}

type Found =
	| { status: "waiting" }
	| { status: "looking" }
	| { status: "done"; seen: Seen[]; failed: string[] };

const found = signal<Found>({ status: "waiting" });
let looking = new AbortController();

/** Looks again for each anomaly that is opened. */
export function followNeighbours(): void {
	effect(() => {
		const place = openPlace();
		untracked(() => {
			looking.abort();
			found.value = { status: "waiting" };
			const all = others().reduce((sum, { count }) => sum + count, 0);
			if (place && all <= small) look(place);
		});
	});
}

function openPlace(): Place | undefined {
	if (selected.value === undefined || month.value.status !== "ready")
		return undefined;
	return placeOfRow(month.value.value, selected.value);
}

function others(): MonthEntry[] {
	if (month.value.status !== "ready") return [];
	const open = month.value.value.month;
	return months.value.filter((known) => known.month !== open);
}

function lookAgain(): void {
	const place = openPlace();
	if (place) look(place);
}

async function look(place: Place): Promise<void> {
	looking = new AbortController();
	const { signal } = looking;
	found.value = { status: "looking" };
	const failed: string[] = [];
	const seen: Seen[] = [];
	const near = others().filter((known) => mayBeNear(known, place));
	for (const { month: name } of near)
		try {
			seen.push(...(await neighbours(name, place, signal)));
		} catch (error) {
			if (signal.aborted) return;
			console.warn(error);
			failed.push(name);
		}
	if (signal.aborted) return;
	seen.sort((a, b) => a.km - b.km);
	found.value = { status: "done", seen, failed };
}

/** Whether a month's extent comes within the radius; a degree of latitude is 111 km. */
function mayBeNear({ extent }: MonthEntry, { lat }: Place): boolean {
	if (!extent) return false;
	const [, south, , north] = extent;
	const reach = radius / 111;
	return lat >= south - reach && lat <= north + reach;
}

async function neighbours(
	name: string,
	place: Place,
	signal: AbortSignal,
): Promise<Seen[]> {
	const other = await loadMonth(name, signal);
	const seen: Seen[] = [];
	for (let row = 0; row < other.count; row++) {
		const there = placeOfRow(other, row);
		const km = distanceKm(place, there);
		if (km <= radius)
			seen.push({ ...there, month: name, km, zscore: at(other.zscore, row) });
	}
	return seen;
}

export function seenPart(): TemplateResult | string {
	const t = texts.value;
	const count = others().length;
	const { value } = found;
	if (count === 0) return html`<p class="quiet">${t.seenOnly}</p>`;
	switch (value.status) {
		case "waiting":
			return html`<button type="button" @click=${lookAgain}>
				${t.seenLook(count)}
			</button>`;
		case "looking":
			return html`<p class="quiet">${t.seenLooking}</p>`;
		case "done":
			return done(value.seen, value.failed, count);
	}
}

function done(seen: Seen[], failed: string[], count: number): TemplateResult {
	const t = texts.value;
	const km = whole(radius, language.value);
	const name = (named: string) => monthName(named, "long", language.value);
	const found =
		seen.length > 0
			? t.seenSome(seen.length, km, most)
			: t.seenNone(km, count - failed.length);
	return html`${count > failed.length ? html`<p>${found}</p>` : ""}
		${
			failed.length > 0
				? html`<p class="failure">${t.seenFailed(failed.map(name).join(t.comma))}</p>
						<button type="button" @click=${lookAgain}>${t.seenAgain}</button>`
				: ""
		}
		<ul class="seen">
			${seen.slice(0, most).map(
				(one) => html`<li>
					<button type="button" class="plain" @click=${() => openAnomaly(one.month, one)}>
						${name(one.month)}
					</button>
					z ${fixed(one.zscore)}, ${t.km(whole(one.km, language.value))}
				</li>`,
			)}
		</ul>`;
}
