/** Connects the map with the state: it shows the state and reports what the visitor picks. */
import { effect, untracked } from "@preact/signals-core";
import { severities } from "../contract/fields.ts";
import { coordinates, signed } from "./i18n/format.ts";
import { isFiltering, placeOfRow } from "./list/filter.ts";
import { nameOf, rows } from "./list/rows.ts";
import { AnomalyMap, type MapView } from "./map/map.ts";
import { emptyMonth } from "./months/index.ts";
import { turn } from "./scheduling.ts";
import { look, offer } from "./state/actions.ts";
import {
	chosen,
	entry,
	isUnknownMonth,
	month,
	selected,
	texts,
} from "./state/state.ts";
import { byId } from "./view.ts";

let map: AnomalyMap | undefined;

export function connectMap(): void {
	/** The view that the map reported last: it must not be set on the map again. */
	let reported: MapView | undefined;
	const anomalyMap = new AnomalyMap(byId("map"), {
		onPick: offer,
		onView(view) {
			reported = view;
			look(view);
		},
	});
	map = anomalyMap;
	effect(() => {
		const view = chosen.view.value;
		if (view !== reported) untracked(() => anomalyMap.setView(view));
	});
	effect(() => {
		const name = chosen.month.value ?? "";
		if (month.value.status === "failed" || isUnknownMonth.value)
			return anomalyMap.show(emptyMonth(name));
		if (month.value.status !== "ready" || !entry.value) return;
		const shown = isFiltering(chosen.filter.value)
			? Uint32Array.from(rows.value)
			: undefined;
		const open = month.value.value;
		let isCurrent = true;
		// List and map in one task would be too long for a large month.
		turn().then(() => {
			if (!isCurrent) return;
			anomalyMap.show(open, shown);
			byId("map").querySelector(".lead")?.remove();
		});
		return () => {
			isCurrent = false;
		};
	});
	effect(() => {
		const isLoading = month.value.status === "loading";
		byId("map").classList.toggle("is-loading", isLoading);
	});
	effect(() => anomalyMap.select(selected.value));
	effect(() => {
		const t = texts.value;
		byId("map").setAttribute("aria-label", t.map);
		anomalyMap.setLanguage({
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
	const open = month.value.status === "ready" ? month.value.value : undefined;
	const data = entry.value?.synthetic
		? t.synthetic
		: t.dataBy(
				open?.satellites.map((name) => `NASA ${name}`).join(t.comma) ?? "",
			);
	const known = new Set(open?.severity);
	return map.toPng({
		title: document.title,
		legend: t.legend,
		severities: severities
			.filter((_, at) => known.has(at))
			.map((severity) => [severity, `${t.severity} ${t.severities[severity]}`]),
		credits: [`${data} · ${t.mapControls.attribution}`, location.href],
	});
}
