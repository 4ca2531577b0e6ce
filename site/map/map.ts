import type { LatLngBoundsExpression } from "leaflet";
import type { Month } from "../months/index.ts";
import { Controls } from "./controls.ts";
import { CoverageLayer } from "./coverageLayer.ts";
import { LatLng, LatLngBounds, LeafletMap, TileLayer } from "./leaflet.ts";
import { northEdge } from "./mercator.ts";
import { type PictureTexts, picture } from "./picture.ts";
import { PointKeys } from "./pointKeys.ts";
import { PointsLayer } from "./pointsLayer.ts";
import { Ring } from "./ring.ts";
import { WorldLayer } from "./worldLayer.ts";

/** The centre of the map in degrees, and Leaflet's zoom. */
export interface MapView {
	zoom: number;
	lat: number;
	lon: number;
}

export interface MapHandlers {
	/** The visitor picked a marker: the rows that it stands for, the strongest first. */
	onPick(rows: number[]): void;
	/** The zoom or the centre has changed. */
	onView(view: MapView): void;
}

/** The texts of the map, in the visitor's language. */
export interface MapTexts {
	zoomIn: string;
	zoomOut: string;
	/** Names the anomalies as a whole. */
	anomalies: string;
	/** Names one anomaly, for screen readers. */
	anomaly(month: Month, row: number): string;
	/** Names a marker that stands for several anomalies. */
	several(count: number): string;
	/** Labels the areas that no satellite of the month can observe. */
	notCovered: string;
	/** Credits the source of coasts and borders. */
	attribution: string;
}

/** The first view: the inhabited latitudes, without Antarctica. */
const inhabited: LatLngBoundsExpression = [
	[-58, -180],
	[80, 180],
];

/** The part of the world that Web Mercator shows. */
const world = new LatLngBounds([-northEdge, -180], [northEdge, 180]);

const tiles = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
const maxZoom = 12;
/** The map zooms in instead of offering more anomalies than this. */
const choice = 20;

/** The world with the anomalies of a month. */
export class AnomalyMap {
	readonly #map: LeafletMap;
	readonly #handlers: MapHandlers;
	readonly #world: WorldLayer;
	readonly #coverage: CoverageLayer;
	readonly #points: PointsLayer;
	readonly #controls: Controls;
	readonly #keys: PointKeys;
	readonly #ring: Ring;
	readonly #current: Ring;
	readonly #first: MapView;
	#month: Month | undefined;
	#texts: MapTexts | undefined;

	constructor(element: HTMLElement, handlers: MapHandlers) {
		const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
		const map = new LeafletMap(element, {
			zoomAnimation: moves,
			fadeAnimation: moves,
			inertia: moves,
			minZoom: 0,
			maxZoom,
			zoomSnap: 0.25,
			// A ResizeObserver does it: not only the window changes the map's size.
			trackResize: false,
		});
		this.#map = map;
		this.#handlers = handlers;
		element.tabIndex = 0;
		this.#world = new WorldLayer(map);
		this.#coverage = new CoverageLayer(map);
		this.#points = new PointsLayer(map);
		this.#ring = new Ring(map, "ring");
		this.#current = new Ring(map, "ring ring-current");
		const tileImages = new TileLayer(tiles);
		this.#controls = new Controls(map, tileImages);
		this.#keys = this.#pointKeys();
		tileImages.addTo(map);
		map.fitBounds(inhabited);
		const { lat, lng: lon } = map.getCenter();
		this.#first = { zoom: map.getZoom(), lat, lon };
		this.#listen();
	}

	/** Place of the open anomaly. */
	#selected: LatLng | undefined;

	#listen(): void {
		const map = this.#map;
		const container = map.getContainer();
		let middle = map.getCenter();
		const tell = () => {
			middle = keepOnWorld(map);
			const { lat, lng: lon } = middle;
			this.#handlers.onView({ zoom: map.getZoom(), lat, lon });
		};
		map.on("moveend", tell);
		const resize = () => {
			const { x, y } = map.getSize();
			if (x === container.clientWidth && y === container.clientHeight) return;
			const open = this.#selected;
			const isInView = open && map.getBounds().contains(open);
			// Leaflet rounds to whole pixels: the centre would drift with each change of size.
			map.off("moveend", tell);
			map.invalidateSize({ pan: false });
			map.setView(middle, map.getZoom(), { animate: false });
			map.on("moveend", tell);
			// The panel of the anomaly itself must not push it out of view.
			if (isInView) map.panInside(open, { padding: [48, 48], animate: false });
		};
		// The panel that takes room from the map is painted before the map is.
		new ResizeObserver(() => setTimeout(resize)).observe(container);
		map.on("click", ({ containerPoint }) => {
			const rows = this.#points.under(containerPoint);
			if (rows.length > 0) this.#pick(rows);
		});
		map.on("mousemove", ({ containerPoint }) => {
			const isOver = this.#points.isOver(containerPoint);
			container.classList.toggle("over-anomaly", isOver);
		});
	}

	#pointKeys(): PointKeys {
		return new PointKeys(this.#map, this.#points, {
			onPick: (rows) => this.#pick(rows),
			onMove: (row) => this.#place(this.#current, row),
			nameOf: (rows) => this.#nameOf(rows),
		});
	}

	#pick(rows: number[]): void {
		const map = this.#map;
		if (rows.length > choice && map.getZoom() < maxZoom) {
			const at = this.#at(rows[0]);
			if (at) map.setView(at, Math.min(map.getZoom() + 2, maxZoom));
		} else this.#handlers.onPick(rows);
	}

	#nameOf(rows: number[]): string {
		const [row] = rows;
		if (!this.#month || !this.#texts || row === undefined) return "";
		const strongest = this.#texts.anomaly(this.#month, row);
		return rows.length === 1
			? strongest
			: `${this.#texts.several(rows.length)}: ${strongest}`;
	}

	/** Shows a month, or some of its rows. */
	show(month: Month, rows?: Uint32Array): void {
		this.#month = month;
		this.#keys.leave();
		this.#coverage.show(month);
		this.#points.show(month, rows);
	}

	/** Draws a ring around an anomaly of the month, and moves the map there if it is out of view. */
	select(row: number | undefined): void {
		const at = this.#place(this.#ring, row);
		this.#selected = at;
		if (at && !this.#map.getBounds().contains(at)) this.#map.panTo(at);
	}

	/** @param view the first view if it is undefined */
	setView({ lat, lon, zoom }: MapView = this.#first): void {
		this.#map.setView([lat, lon], zoom, { animate: false });
	}

	setLanguage(texts: MapTexts): void {
		this.#texts = texts;
		this.#controls.name(texts);
		this.#keys.name(texts.anomalies);
		this.#coverage.name(texts.notCovered);
	}

	/** The visible map as a PNG with title, legend and credit, but without tiles. */
	toPng(texts: PictureTexts): Promise<Blob> {
		const layers = [this.#world, this.#coverage, this.#points];
		return picture(
			this.#map.getContainer(),
			layers.map(({ canvas }) => canvas),
			texts,
		);
	}

	/** The place of a row; undefined if the month has no such row. */
	#at(row: number | undefined): LatLng | undefined {
		const lat = this.#month?.lat[row ?? -1];
		const lon = this.#month?.lon[row ?? -1];
		if (lat === undefined || lon === undefined) return undefined;
		return new LatLng(clamp(lat, -northEdge, northEdge), lon);
	}

	#place(mark: Ring, row: number | undefined): LatLng | undefined {
		const at = this.#at(row);
		mark.place(at);
		return at;
	}
}

/**
 * Moves the centre of the map back onto the world. Any place may be the centre,
 * so that a shared address shows it there; Leaflet's `maxBounds` would keep the
 * edges of the map on the world too.
 */
function keepOnWorld(map: LeafletMap): LatLng {
	const middle = map.getCenter();
	const nearest = new LatLng(
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
