import type { LatLng, LeafletMap } from "./leaflet.ts";
import { setPosition } from "./leaflet.ts";
import { originOf } from "./surface.ts";

/** A circle around one place of the map. */
export class Ring {
	readonly #map: LeafletMap;
	readonly #element = document.createElement("div");
	#at: LatLng | undefined;

	constructor(map: LeafletMap, className: string) {
		this.#map = map;
		// Leaflet animates elements of this class while it zooms.
		this.#element.className = `${className} leaflet-zoom-animated`;
		map.getPane("overlayPane")?.append(this.#element);
		this.#element.hidden = true;
		map.on("zoom viewreset", () => this.#move());
		map.on("zoomanim", ({ center, zoom }) => this.#move(center, zoom));
	}

	/** Undefined: the ring is not shown. */
	place(at: LatLng | undefined): void {
		this.#at = at;
		this.#element.hidden = !at;
		this.#move();
	}

	/** To where the place is on a map with this view, or with the one that it has. */
	#move(center?: LatLng, zoom = this.#map.getZoom()): void {
		if (!this.#at) return;
		const map = this.#map;
		const origin = originOf(map, center ?? map.getCenter(), zoom);
		setPosition(
			this.#element,
			map.project(this.#at, zoom).subtract(origin).round(),
		);
	}
}
