import {
	DomUtil,
	type LatLng,
	type Map as LeafletMap,
	type LeafletMouseEvent,
	latLng,
} from "leaflet";
import { severities } from "../../contract/fields.ts";
import type { Month } from "../months/index.ts";
import { Grid } from "./grid.ts";
import { blit, stampOf } from "./stamp.ts";

/** How far from its middle a marker still takes a click, CSS pixels. */
const reach = 12;
/** Drawn around the visible part, so that a drag does not show an empty edge at once; CSS pixels. */
const margin = 200;

interface Marker {
	row: number;
	severity: (typeof severities)[number];
	at: LatLng;
}

/**
 * The anomalies of a month on one canvas, pixels stamped one by one: a path of
 * the canvas for each takes ten times as long, an element for each a hundred
 * times. Of markers with the same middle, the one with the highest z-score shows.
 */
export function anomalyLayer(
	map: LeafletMap,
	onPick: (rows: number[]) => void,
): { show(month: Month, rows: Uint32Array): void } {
	const canvas = document.createElement("canvas");
	// Leaflet's class for what is not scaled while the map zooms.
	canvas.className = "leaflet-zoom-hide";
	map.createPane("anomalies").append(canvas);

	let markers: Marker[] = [];
	let shown = new Grid<number>(reach);
	const redraw = () => {
		shown = draw(map, canvas, markers);
	};
	const under = ({ containerPoint: { x, y } }: LeafletMouseEvent) =>
		shown.nearest(x + margin, y + margin);
	map.on("moveend resize", redraw);
	map.on("click", (event) => {
		const row = under(event);
		if (row !== undefined) onPick([row]);
	});
	map.on("mousemove", (event) => {
		const isOver = under(event) !== undefined;
		map.getContainer().classList.toggle("over-anomaly", isOver);
	});

	return {
		show({ lat, lon, severity }, rows) {
			markers = Array.from(rows, (row) => ({
				row,
				severity: severities[severity[row] as number] ?? "unknown",
				at: latLng(lat[row] as number, lon[row] as number),
			}));
			redraw();
		},
	};
}

/** Draws the markers where they are now; returns those that show. */
function draw(
	map: LeafletMap,
	canvas: HTMLCanvasElement,
	markers: Marker[],
): Grid<number> {
	const size = map.getSize().add([2 * margin, 2 * margin]);
	const ratio = window.devicePixelRatio;
	canvas.width = Math.round(size.x * ratio);
	canvas.height = Math.round(size.y * ratio);
	canvas.style.width = `${size.x}px`;
	canvas.style.height = `${size.y}px`;
	DomUtil.setPosition(
		canvas,
		map.containerPointToLayerPoint([-margin, -margin]),
	);

	const context = canvas.getContext("2d") as CanvasRenderingContext2D;
	const image = context.createImageData(canvas.width, canvas.height);
	const radius = radiusFor(markers.length);
	// Dark on a light page, light on a dark one.
	const { color } = getComputedStyle(canvas);
	const stamps = {
		high: stampOf("high", color, radius, ratio),
		medium: stampOf("medium", color, radius, ratio),
		low: stampOf("low", color, radius, ratio),
		unknown: stampOf("unknown", color, radius, ratio),
	};
	const shown = new Grid<number>(reach);
	// From below: the highest z-score is stamped last.
	for (const { marker, x, y } of visible(map, markers, size).reverse()) {
		blit(stamps[marker.severity], image, x * ratio, y * ratio);
		shown.add(x, y, marker.row);
	}
	context.putImageData(image, 0, 0);
	return shown;
}

/** The markers on the canvas, one for each pixel at the most, the highest z-score first. */
function visible(
	map: LeafletMap,
	markers: Marker[],
	size: { x: number; y: number },
) {
	const taken = new Set<number>();
	const found: { marker: Marker; x: number; y: number }[] = [];
	for (const marker of markers) {
		const point = map.latLngToContainerPoint(marker.at);
		const x = point.x + margin;
		const y = point.y + margin;
		if (x < 0 || y < 0 || x >= size.x || y >= size.y) continue;
		const pixel = Math.round(y) * Math.ceil(size.x) + Math.round(x);
		if (taken.has(pixel)) continue;
		taken.add(pixel);
		found.push({ marker, x, y });
	}
	return found;
}

/** Few markers are large enough for a finger, many small enough to be told apart; CSS pixels. */
function radiusFor(count: number): number {
	if (count <= 1_000) return 7;
	return count <= 10_000 ? 4 : 2;
}
