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
import type { Month } from "../months/index.ts";
import { anomalyLayer } from "./anomalyLayer.ts";
import { coastlinesLayer } from "./coastlinesLayer.ts";

/** Where the map looks: its middle in degrees, and Leaflet's zoom. */
export interface MapView {
	zoom: number;
	lat: number;
	lon: number;
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

export interface MapHandlers {
	/** The rows of the anomalies under what the reader picked: one or several. */
	onPick(rows: number[]): void;
	/** Zoom or middle have changed. */
	onView(view: MapView): void;
}

/** What the map says, in the reader's language. */
export interface MapTexts {
	zoomIn: string;
	zoomOut: string;
	/** Name of an anomaly, for those who do not see it. */
	anomaly(month: Month, row: number): string;
}

/** The world with the anomalies of a month. */
export class AnomalyMap {
	readonly #map: LeafletMap;
	readonly #anomalies: ReturnType<typeof anomalyLayer>;
	readonly #ring = circleMarker([0, 0], {
		radius: 12,
		interactive: false,
		className: "ring",
	});
	#month: Month | undefined;

	constructor(element: HTMLElement, { onPick, onView }: MapHandlers) {
		const map = leafletMap(element, {
			minZoom: 0,
			zoomSnap: 0.25,
			// The window is not all that changes the map's size.
			trackResize: false,
		});
		this.#map = map;
		let middle: LatLng;
		const tell = () => {
			middle = keepOnWorld(map);
			onView({ zoom: map.getZoom(), lat: middle.lat, lon: middle.lng });
		};
		new ResizeObserver(() => {
			// Leaflet rounds to whole pixels: with each size, the middle would drift.
			map.off("moveend", tell);
			map.invalidateSize({ pan: false });
			map.setView(middle, map.getZoom(), { animate: false });
			map.on("moveend", tell);
		}).observe(element);
		// Below the tiles, which cover them where they come.
		map.createPane("coastlines").style.zIndex = "150";
		tileLayer(tiles, { attribution, maxZoom: 12, noWrap: true }).addTo(map);
		map.fitBounds(inhabited);
		middle = map.getCenter();
		map.on("moveend", tell);
		const { href } = document.getElementById("coastlines") as HTMLLinkElement;
		// Without them there is still the calendar, the list and the tiles.
		coastlinesLayer(href).then(
			(layer) => layer.addTo(map),
			() => undefined,
		);
		this.#anomalies = anomalyLayer(map, onPick);
	}

	/** Shows a month, or some of its rows. */
	show(month: Month, rows: Uint32Array = allRows(month)): void {
		this.#month = month;
		this.#anomalies.show(month, rows);
	}

	/** Rings an anomaly of the month that is shown, and moves there if it is not in sight. */
	select(row: number | undefined): void {
		const [lat, lon] = [
			this.#month?.lat[row ?? -1],
			this.#month?.lon[row ?? -1],
		];
		if (lat === undefined || lon === undefined) {
			this.#ring.remove();
			return;
		}
		const at: LatLngExpression = [lat, lon];
		this.#ring.setLatLng(at).addTo(this.#map);
		if (!this.#map.getBounds().contains(at)) this.#map.panTo(at);
	}

	setView({ lat, lon, zoom }: MapView): void {
		this.#map.setView([lat, lon], zoom, { animate: false });
	}

	setLanguage(_texts: MapTexts): void {}
}

const allRows = ({ count }: Month) =>
	Uint32Array.from({ length: count }, (_, row) => row);

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
