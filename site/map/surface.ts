import type { Frame } from "./cluster.ts";
import {
	type LatLng,
	type LeafletMap,
	Point,
	setPosition,
	setTransform,
} from "./leaflet.ts";
import { worldSize } from "./mercator.ts";
import type { Scheme } from "./scale.ts";

/** The canvas extends this far beyond the visible part, so that a short drag shows no empty edge; CSS pixels. */
const margin = 150;

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Paints the canvas, which is where its frame is. */
export type Paint = () => void;

/** A canvas over the map that moves and zooms with it, and is repainted when the map comes to rest. */
export class Surface {
	readonly canvas = document.createElement("canvas");
	readonly #map: LeafletMap;
	readonly #prepare: (frame: Frame) => Paint | Promise<Paint>;
	/** What it shows; undefined until the map has a view. */
	frame: Frame | undefined;
	#zoom = 0;
	#isDue = false;
	/** Counts repaints: only the latest one is shown. */
	#latest = 0;

	/** @param prepare does the work for a frame; while it runs, the canvas shows the frame before */
	constructor(
		map: LeafletMap,
		pane: string,
		zIndex: number,
		prepare: (frame: Frame) => Paint | Promise<Paint>,
	) {
		this.#map = map;
		this.#prepare = prepare;
		// Leaflet animates what has this class while it zooms.
		this.canvas.className = "leaflet-zoom-animated";
		const element = map.createPane(pane);
		element.style.zIndex = String(zIndex);
		element.style.pointerEvents = "none";
		element.append(this.canvas);
		map.on("moveend resize", () => this.repaint());
		map.on("zoomstart", () => {
			this.#latest++;
		});
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

	/** Place of a pixel of the map's container in the frame; NaN while the map zooms. */
	inFrame({ x, y }: { x: number; y: number }): { x: number; y: number } {
		const { min } = this.#map.getPixelBounds();
		if (!this.frame || !min || this.#map.getZoom() !== this.#zoom)
			return { x: Number.NaN, y: Number.NaN };
		return { x: x + min.x - this.frame.left, y: y + min.y - this.frame.top };
	}

	/** Paints once for several calls in the same task: a change of size causes three. */
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
		const zoom = this.#map.getZoom();
		const frame = {
			left: min.x - margin,
			top: min.y - margin,
			width: max.x - min.x + 2 * margin,
			height: max.y - min.y + 2 * margin,
			world: worldSize(zoom),
		};
		const number = ++this.#latest;
		const show = (paint: Paint) => {
			if (number !== this.#latest) return;
			this.#place(frame, zoom);
			paint();
		};
		const prepared = this.#prepare(frame);
		if (prepared instanceof Promise) prepared.then(show);
		else show(prepared);
	}

	#place(frame: Frame, zoom: number): void {
		this.frame = frame;
		this.#zoom = zoom;
		const { canvas, ratio } = this;
		const [width, height] = [frame.width, frame.height].map((length) =>
			Math.round(length * ratio),
		) as [number, number];
		// Setting a size clears the canvas and allocates its memory again.
		if (canvas.width !== width || canvas.height !== height) {
			canvas.width = width;
			canvas.height = height;
			canvas.style.width = `${frame.width}px`;
			canvas.style.height = `${frame.height}px`;
		}
		const corner = new Point(frame.left, frame.top);
		setPosition(canvas, corner.subtract(this.#map.getPixelOrigin()));
	}

	/** Moves and scales the painted canvas to its place on a map with this view. */
	#follow(center: LatLng, zoom: number): void {
		if (!this.frame) return;
		const map = this.#map;
		const scale = map.getZoomScale(zoom, this.#zoom);
		const origin = originOf(map, center, zoom);
		const { left, top } = this.frame;
		const corner = new Point(left, top).multiplyBy(scale).subtract(origin);
		setTransform(this.canvas, corner, scale);
	}
}

/** The pixel of the world at which the layers of a map with this view begin. */
export function originOf(map: LeafletMap, center: LatLng, zoom: number): Point {
	return map
		.project(center, zoom)
		.subtract(map.getSize().divideBy(2))
		.subtract(map.containerPointToLayerPoint([0, 0]))
		.round();
}

/** A media query, because a computed style would force a layout for each canvas. */
export const schemeNow = (): Scheme => (dark.matches ? "dark" : "light");
