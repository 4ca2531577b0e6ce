import type { LeafletMap, TileLayer } from "./leaflet.ts";

/** @see https://operations.osmfoundation.org/policies/tiles/ */
const copyright = "https://www.openstreetmap.org/copyright";

export interface ControlTexts {
	zoomIn: string;
	zoomOut: string;
	attribution: string;
}

/** Zoom buttons and credits. Leaflet's own write markup, which the page's security policy forbids. */
export class Controls {
	readonly #in = button("+");
	readonly #out = button("−");
	readonly #coasts = document.createElement("span");

	constructor(map: LeafletMap, tiles: TileLayer) {
		const zoom = document.createElement("div");
		zoom.className = "map-zoom";
		zoom.append(this.#in, this.#out);
		this.#in.addEventListener("click", () => map.zoomIn());
		this.#out.addEventListener("click", () => map.zoomOut());
		const limit = () => {
			this.#in.disabled = map.getZoom() >= map.getMaxZoom();
			this.#out.disabled = map.getZoom() <= map.getMinZoom();
		};
		map.on("zoomend", limit);
		const credits = document.createElement("p");
		credits.className = "map-credit";
		credits.append(this.#coasts, credit(tiles));
		map.getContainer().append(zoom, credits);
		// A click on a button must not reach the map below.
		for (const type of ["click", "dblclick", "mousedown", "pointerdown"])
			zoom.addEventListener(type, (event) => event.stopPropagation());
	}

	name({ zoomIn, zoomOut, attribution }: ControlTexts): void {
		this.#coasts.textContent = attribution;
		this.#in.ariaLabel = zoomIn;
		this.#out.ariaLabel = zoomOut;
	}
}

function button(text: string): HTMLButtonElement {
	const made = document.createElement("button");
	made.type = "button";
	made.textContent = text;
	return made;
}

/** The credit of OpenStreetMap, visible while one of its tiles is shown. */
function credit(tiles: TileLayer): HTMLElement {
	const link = document.createElement("a");
	link.href = copyright;
	link.textContent = "© OpenStreetMap contributors";
	link.hidden = true;
	const shown = new Set<EventTarget>();
	tiles.on("tileload", ({ tile }) => {
		shown.add(tile);
		link.hidden = false;
	});
	tiles.on("tileunload", ({ tile }) => {
		shown.delete(tile);
		link.hidden = shown.size === 0;
	});
	return link;
}
