/** Places of the map: where coordinates are drawn. */
import type { MapView } from "../../site/map/map.ts";

/** The canvases of the map. */
export type Layer = "world" | "coverage" | "anomalies";

/** A point of the map, CSS pixels from its centre. */
export interface Point {
	x: number;
	y: number;
}

/**
 * The place in the Web Mercator square of the world at this zoom; pixels.
 * @see https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames
 */
function mercator(
	{ lat, lon }: { lat: number; lon: number },
	zoom: number,
): Point {
	const phi = (lat * Math.PI) / 180;
	const world = 256 * 2 ** zoom;
	return {
		x: ((lon + 180) / 360) * world,
		y: ((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * world,
	};
}

/** The point of a place on a map with this view. */
export function onMap(at: { lat: number; lon: number }, view: MapView): Point {
	const middle = mercator(view, view.zoom);
	const { x, y } = mercator(at, view.zoom);
	return { x: x - middle.x, y: y - middle.y };
}
