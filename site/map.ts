import {
	circleMarker,
	type LatLngBoundsExpression,
	type LatLngExpression,
	map as leafletMap,
	tileLayer,
} from "leaflet";
import type { Observation } from "../functions/reasoning/contract.ts";
import type { View } from "./address.ts";
import { anomalyLayer } from "./anomalyLayer.ts";
import { coastlinesLayer } from "./coastlinesLayer.ts";

export interface AnomalyMap {
	show(observations: Observation[]): void;
	/** Rings an anomaly, and moves there if it is not in sight. */
	select(observation: Observation | undefined): void;
}

const world: LatLngBoundsExpression = [
	[-85, -180],
	[85, 180],
];

/** @see https://operations.osmfoundation.org/policies/tiles/ */
const tiles = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
const attribution =
	'&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors';

export interface MapOptions {
	coastlinesUrl: string;
	/** Where to look first; the whole world when undefined. */
	view: View | undefined;
	/** Called with the anomaly that the reader picks. */
	onSelect(observation: Observation): void;
	/** Called when zoom or middle have changed. */
	onMove(view: View): void;
}

export function createMap(
	container: HTMLElement,
	{ coastlinesUrl, view, onSelect, onMove }: MapOptions,
): AnomalyMap {
	const map = leafletMap(container, {
		minZoom: 1,
		maxBounds: world,
		maxBoundsViscosity: 1,
		zoomSnap: 0.5,
	});
	// Below the tiles, which cover them where they come.
	map.createPane("coastlines").style.zIndex = "150";
	tileLayer(tiles, { attribution, maxZoom: 12, noWrap: true }).addTo(map);
	if (view) map.setView([view.lat, view.lon], view.zoom);
	else map.fitBounds(world);
	map.on("moveend", () => {
		const { lat, lng } = map.getCenter();
		onMove({ zoom: map.getZoom(), lat, lon: lng });
	});
	// Without them there is still the calendar, the list and the tiles.
	coastlinesLayer(coastlinesUrl).then(
		(layer) => layer.addTo(map),
		() => undefined,
	);
	const anomalies = anomalyLayer(map, onSelect);
	const ring = circleMarker([0, 0], {
		radius: 12,
		interactive: false,
		className: "ring",
	});
	return {
		show: anomalies.show,
		select(observation) {
			if (!observation) {
				ring.remove();
				return;
			}
			const at: LatLngExpression = [observation.lat, observation.lon];
			ring.setLatLng(at).addTo(map);
			if (!map.getBounds().contains(at)) map.panTo(at);
		},
	};
}
