/** Connects the map with the state: it shows the state and reports what the visitor picks. */
import { effect, untracked } from "@preact/signals-core";
import { coordinates, signed } from "./i18n/format.ts";
import { isFiltering, placeOfRow } from "./list/filter.ts";
import { nameOf, rows } from "./list/rows.ts";
import { AnomalyMap, type MapView } from "./map/map.ts";
import { look, offer } from "./state/actions.ts";
import { chosen, entry, month, selected, texts } from "./state/state.ts";
import { byId } from "./view.ts";

let map: AnomalyMap | undefined;

export function connectMap(): void {
	/** The view that the map reported last: it must not be set on the map again. */
	let told: MapView | undefined;
	const stage = new AnomalyMap(byId("map"), {
		onPick: offer,
		onView(view) {
			told = view;
			look(view);
		},
	});
	map = stage;
	effect(() => {
		const view = chosen.view.value;
		if (view && view !== told) untracked(() => stage.setView(view));
	});
	effect(() => {
		if (month.value.status !== "ready" || !entry.value) return;
		const shown = isFiltering(chosen.filter.value)
			? Uint32Array.from(rows.value)
			: undefined;
		const open = month.value.value;
		// The list is drawn first: both in one task would be too long for a large month.
		const frame = requestAnimationFrame(() => {
			stage.show(open, shown);
			byId("map").querySelector(".lead")?.remove();
		});
		return () => cancelAnimationFrame(frame);
	});
	effect(() => stage.select(selected.value));
	effect(() => {
		const t = texts.value;
		byId("map").setAttribute("aria-label", t.map);
		stage.setLanguage({
			...t.mapControls,
			anomaly: (loaded, row) =>
				`${nameOf(loaded, row) ?? ""} ${coordinates(placeOfRow(loaded, row))} ${t.ppm(signed(loaded.deviation[row] as number))}`,
		});
	});
	effect(() => {
		byId("map").hidden = chosen.display.value === "table";
	});
}

/** The map with its legend as a picture. */
export async function drawMapPng(): Promise<Blob> {
	if (!map) throw new Error("the map is not there yet");
	const t = texts.value;
	return map.toPng({
		title: document.title,
		legend: t.legend,
		credit: `${location.href} · ${t.mapControls.attribution}`,
	});
}
