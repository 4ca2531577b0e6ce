import { DomUtil, type LatLng, type Map as LeafletMap, point } from "leaflet";
import type { Frame } from "./cluster.ts";
import { worldSize } from "./mercator.ts";
import type { Scheme } from "./scale.ts";

/** Drawn around the visible part, so that a drag does not show an empty edge at once; CSS pixels. */
const margin = 200;

const dark = matchMedia("(prefers-color-scheme: dark)");

/** A canvas that lies over the map, moves and zooms with it, and is painted anew where it comes to rest. */
export class Surface {
	readonly canvas = document.createElement("canvas");
	readonly #map: LeafletMap;
	readonly #paint: (surface: Surface) => void;
	/** What it shows; undefined until the map has a view. */
	frame: Frame | undefined;
	#zoom = 0;
	#isDue = false;

	constructor(
		map: LeafletMap,
		pane: string,
		zIndex: number,
		paint: (surface: Surface) => void,
	) {
		this.#map = map;
		this.#paint = paint;
		// Leaflet animates what has this class while it zooms.
		this.canvas.className = "leaflet-zoom-animated";
		const element = map.createPane(pane);
		element.style.zIndex = String(zIndex);
		element.style.pointerEvents = "none";
		element.append(this.canvas);
		map.on("moveend resize", () => this.repaint());
		map.on("zoomanim", ({ center, zoom }) => this.#follow(center, zoom));
		map.on("zoom", () => this.#follow(map.getCenter(), map.getZoom()));
		dark.addEventListener("change", () => this.repaint());
	}

	/** Device pixels of a CSS pixel. */
	get ratio(): number {
		return window.devicePixelRatio;
	}

	get context(): CanvasRenderingContext2D {
		return this.canvas.getContext("2d") as CanvasRenderingContext2D;
	}

	/** Place of a pixel of the map's container in the frame. */
	inFrame({ x, y }: { x: number; y: number }): { x: number; y: number } {
		return { x: x + margin, y: y + margin };
	}

	/** Paints once for all that happens at once: a map whose size changes tells of it three times. */
	repaint(): void {
		if (this.#isDue) return;
		this.#isDue = true;
		queueMicrotask(() => {
			this.#isDue = false;
			this.#repaintNow();
		});
	}

	#repaintNow(): void {
		const { min, max } = this.#map.getPixelBounds();
		if (!min || !max || max.x === min.x) return;
		this.#zoom = this.#map.getZoom();
		const frame = {
			left: min.x - margin,
			top: min.y - margin,
			width: max.x - min.x + 2 * margin,
			height: max.y - min.y + 2 * margin,
			world: worldSize(this.#zoom),
		};
		this.frame = frame;
		const { canvas, ratio } = this;
		const [width, height] = [frame.width, frame.height].map((length) =>
			Math.round(length * ratio),
		) as [number, number];
		// Setting a size clears the canvas, and takes its memory anew.
		if (canvas.width !== width || canvas.height !== height) {
			canvas.width = width;
			canvas.height = height;
			canvas.style.width = `${frame.width}px`;
			canvas.style.height = `${frame.height}px`;
		}
		DomUtil.setPosition(
			canvas,
			this.#map.containerPointToLayerPoint([-margin, -margin]),
		);
		this.#paint(this);
	}

	/** Scales what is painted to where it belongs on a map with this view. */
	#follow(center: LatLng, zoom: number): void {
		if (!this.frame) return;
		const map = this.#map;
		const scale = map.getZoomScale(zoom, this.#zoom);
		const origin = map
			.project(center, zoom)
			.subtract(map.getSize().divideBy(2))
			.subtract(map.containerPointToLayerPoint([0, 0]))
			.round();
		const { left, top } = this.frame;
		const corner = point(left, top).multiplyBy(scale).subtract(origin);
		DomUtil.setTransform(this.canvas, corner, scale);
	}
}

/** Media queries, and not a computed style: that would have the page laid out for each canvas. */
export const schemeNow = (): Scheme => (dark.matches ? "dark" : "light");
