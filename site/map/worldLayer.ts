import { turn } from "../scheduling.ts";
import { loadRings, type Scale } from "../world/load.ts";
import type { Rings } from "../world/rings.ts";
import { copiesIn, type Frame } from "./cluster.ts";
import { Bounds, clipPolygon, type LeafletMap, Point } from "./leaflet.ts";
import { mercatorX, mercatorY } from "./mercator.ts";
import { surfaces } from "./scale.ts";
import { Surface, schemeNow } from "./surface.ts";

/** From this zoom on, coasts at 1:110 million are too coarse. */
const fineZoom = 5;
/** Land is drawn this far beyond the canvas, so that its cut edges are not visible; CSS pixels. */
const beyond = 4;

/** Lines shorter than this are left out, which are most of a coast at low zooms; CSS pixels. */
const visible = 0.75;

/** Number of points to project in one task, which takes a millisecond. */
const atOnce = 5_000;

const strokes = { light: "#8a97a3", dark: "#5f6d79" } as const;

/** A coast or border in the square of mercator.ts. */
interface Ring {
	points: Point[];
	box: Bounds;
}

/** Sea and land from the site itself: the map where no tile is loaded. */
export class WorldLayer {
	readonly #map: LeafletMap;
	readonly #surface: Surface;
	readonly #rings = new Map<Scale, Ring[]>();
	/** Scales that are loaded or on their way. */
	readonly #requested = new Set<Scale>();

	constructor(map: LeafletMap) {
		this.#map = map;
		// Below the tiles.
		this.#surface = new Surface(map, "world", 150, () => () => this.#paint());
		const load = () => {
			this.#load("110m");
			if (map.getZoom() >= fineZoom) this.#load("50m");
		};
		load();
		map.on("moveend", load);
	}

	get canvas(): HTMLCanvasElement {
		return this.#surface.canvas;
	}

	repaint(): void {
		this.#surface.repaint();
	}

	/** After a failure, the rest of the page still works; the next move of the map tries again. */
	#load(scale: Scale): void {
		if (this.#requested.has(scale)) return;
		this.#requested.add(scale);
		loadRings(scale)
			.then(projected)
			.then(
				(rings) => {
					this.#rings.set(scale, rings);
					this.#surface.repaint();
				},
				() => this.#requested.delete(scale),
			);
	}

	#paint(): void {
		const { context, frame, ratio } = this.#surface;
		if (!frame) return;
		const scheme = schemeNow();
		const { sea, land } = surfaces[scheme];
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.fillStyle = sea;
		context.fillRect(0, 0, frame.width, frame.height);
		const isFine = this.#map.getZoom() >= fineZoom;
		const fine = isFine ? this.#rings.get("50m") : undefined;
		const { area, outline } = trace(
			fine ?? this.#rings.get("110m") ?? [],
			frame,
		);
		context.fillStyle = land;
		// With the even-odd rule, a country inside another is filled too.
		context.fill(area, "evenodd");
		context.strokeStyle = strokes[scheme];
		context.lineWidth = 0.75;
		context.stroke(outline);
	}
}

async function projected({ points, starts }: Rings): Promise<Ring[]> {
	const rings: Ring[] = [];
	let done = 0;
	for (let at = 0; at + 1 < starts.length; at++) {
		const [start, end] = [starts[at] as number, starts[at + 1] as number];
		rings.push(ringOf(points.subarray(2 * start, 2 * end)));
		if (end - done < atOnce) continue;
		done = end;
		await turn();
	}
	return rings;
}

/** @param ring degrees east and north of each point */
function ringOf(ring: Float32Array): Ring {
	const points: Point[] = [];
	const [least, most] = [new Point(1, 1), new Point(0, 0)];
	for (let at = 0; at < ring.length; at += 2) {
		const lon = ring[at] as number;
		const lat = ring[at + 1] as number;
		const one = new Point(mercatorX(lon), mercatorY(lat));
		points.push(one);
		least.x = Math.min(least.x, one.x);
		least.y = Math.min(least.y, one.y);
		most.x = Math.max(most.x, one.x);
		most.y = Math.max(most.y, one.y);
	}
	return { points, box: new Bounds(least, most) };
}

/** The visible parts of the rings, cut at the edges of the frame: a path of millions of pixels takes seconds to draw. */
function trace(rings: Ring[], frame: Frame): { area: Path2D; outline: Path2D } {
	const [area, outline] = [new Path2D(), new Path2D()];
	const { top, width, height, world } = frame;
	for (const offset of copiesIn(frame)) {
		const seen = new Bounds(
			[(-beyond - offset) / world, (top - beyond) / world],
			[(width + beyond - offset) / world, (top + height + beyond) / world],
		);
		for (const { points, box } of rings) {
			if (!seen.intersects(box)) continue;
			const cut = seen.contains(box) ? points : clipPolygon(points, seen);
			draw(cut, area, outline, { world, left: -offset, top });
		}
	}
	return { area, outline };
}

function draw(
	points: Point[],
	area: Path2D,
	outline: Path2D,
	{ world, left, top }: { world: number; left: number; top: number },
): void {
	const [first] = points;
	if (!first) return;
	area.moveTo(first.x * world - left, first.y * world - top);
	outline.moveTo(first.x * world - left, first.y * world - top);
	let last = first;
	for (let at = 1; at <= points.length; at++) {
		// A ring ends where it begins; one that was cut does not say so.
		const one = points[at] ?? first;
		const size = Math.abs(one.x - last.x) + Math.abs(one.y - last.y);
		if (size * world < visible && at < points.length && !isOnEdge(one))
			continue;
		const x = one.x * world - left;
		const y = one.y * world - top;
		area.lineTo(x, y);
		if (isOnEdge(last) && isOnEdge(one)) outline.moveTo(x, y);
		else outline.lineTo(x, y);
		last = one;
	}
}

/** Whether a country was cut here, at the antimeridian or the pole: a line between two such points is no coast. */
const isOnEdge = ({ x, y }: Point) => x < 1e-5 || x > 1 - 1e-5 || y > 1 - 1e-5;
