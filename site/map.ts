import {
	circleMarker,
	type LatLng,
	type LatLngBoundsExpression,
	type LatLngExpression,
	type Map as LeafletMap,
	latLng,
	latLngBounds,
	map as leafletMap,
	tileLayer,
} from "leaflet";
import type { Observation } from "../contract/observation.ts";
import type { View } from "./address.ts";
import { anomalyLayer } from "./anomalyLayer.ts";
import { coastlinesLayer } from "./coastlinesLayer.ts";

export interface AnomalyMap {
	look(view: View): void;
	show(observations: Observation[]): void;
	/** Rings an anomaly, and moves there if it is not in sight. */
	select(observation: Observation | undefined): void;
}

/** What is looked at first: where people live, without the ice of the south. */
const inhabited: LatLngBoundsExpression = [
	[-58, -180],
	[80, 180],
];

/** The world as far as Web Mercator shows it. */
const world = latLngBounds([-85.0511, -180], [85.0511, 180]);

/** @see https://operations.osmfoundation.org/policies/tiles/ */
const tiles = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
const attribution =
	'&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors';

export interface MapOptions {
	coastlinesUrl: string;
	/** Where to look first; all of the world where people live when undefined. */
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
		minZoom: 0,
		zoomSnap: 0.25,
		// The window is not all that changes the map's size.
		trackResize: false,
	});
	new ResizeObserver(() => map.invalidateSize()).observe(container);
	// Below the tiles, which cover them where they come.
	map.createPane("coastlines").style.zIndex = "150";
	tileLayer(tiles, { attribution, maxZoom: 12, noWrap: true }).addTo(map);
	const look = ({ lat, lon, zoom }: View) =>
		map.setView([lat, lon], zoom, { animate: false });
	if (view) look(view);
	else map.fitBounds(inhabited);
	map.on("moveend", () => {
		const { lat, lng } = keepOnWorld(map);
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
		look,
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

/**
 * Any place of the world may be the middle of the map, so that its address
 * shows it there, and nothing else: `maxBounds` would keep the edges in.
 */
function keepOnWorld(map: LeafletMap): LatLng {
	const middle = map.getCenter();
	const nearest = latLng(
		clamp(middle.lat, world.getSouth(), world.getNorth()),
		clamp(middle.lng, world.getWest(), world.getEast()),
	);
	const way = map.project(nearest).subtract(map.project(middle)).round();
	if (way.x !== 0 || way.y !== 0) map.panBy(way);
	return nearest;
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(Math.max(value, least), most);
}
