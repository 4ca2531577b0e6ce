import type { Map as LeafletMap } from "leaflet";
import type { Month } from "../months/index.ts";
import {
	type Clusters,
	cluster,
	clusterAt,
	type Frame,
	type Plane,
	rowsOf,
} from "./cluster.ts";
import { mercatorX, mercatorY } from "./mercator.ts";
import { type Scheme, severityAt, stepOf, steps } from "./scale.ts";
import { blit, type Look, type Stamp, stampOf } from "./stamp.ts";
import { Surface, schemeNow } from "./surface.ts";

/** How far from its middle a marker still takes a click: the touch target is twice as wide; CSS pixels. */
const reach = 22;
/** In view at the most, to be drawn large enough for a finger and with numbers. */
const few = 1_000;

/** Two ways to draw: for a few anomalies, and for many. */
const looks = {
	few: { scale: 1, distance: 12 },
	many: { scale: 0.6, distance: 8 },
} as const;

/**
 * The anomalies of a month on one canvas, pixels stamped one by one: a path of
 * the canvas for each takes ten times as long, an element for each a hundred
 * times. Those that would cover each other are one marker, at the place of the
 * strongest of them.
 */
export class PointsLayer {
	readonly #surface: Surface;
	readonly #stamps = new Map<string, Stamp>();
	#month: Month | undefined;
	#plane: Plane = {
		x: new Float64Array(),
		y: new Float64Array(),
		rows: new Uint32Array(),
	};
	#clusters: Clusters | undefined;
	#image: ImageData | undefined;

	constructor(map: LeafletMap) {
		this.#surface = new Surface(map, "anomalies", 450, () => this.#paint());
	}

	get canvas(): HTMLCanvasElement {
		return this.#surface.canvas;
	}

	/** @param rows those that are shown, in any order; all when undefined */
	show(month: Month, rows?: Uint32Array): void {
		if (month !== this.#month)
			this.#plane = {
				x: month.lon.map(mercatorX),
				y: month.lat.map(mercatorY),
				rows: new Uint32Array(),
			};
		this.#month = month;
		// By size of z-score, as the month's rows are.
		this.#plane.rows =
			rows?.slice().sort() ?? new Uint32Array(month.count).map((_, row) => row);
		this.#surface.repaint();
	}

	/** The rows under a place of the map's container, the strongest first; empty where there is none. */
	under(place: { x: number; y: number }): number[] {
		const clusters = this.#clusters;
		if (!clusters) return [];
		const { x, y } = this.#surface.inFrame(place);
		const one = clusterAt(clusters, x, y, reach);
		return one === undefined ? [] : rowsOf(clusters, one);
	}

	/** Whether there is an anomaly under a place of the map's container. */
	isOver(place: { x: number; y: number }): boolean {
		if (!this.#clusters) return false;
		const { x, y } = this.#surface.inFrame(place);
		return clusterAt(this.#clusters, x, y, reach) !== undefined;
	}

	/** The markers in the map's container, and where they are in it. */
	inView(size: {
		x: number;
		y: number;
	}): { row: number; x: number; y: number }[] {
		const { count = 0, leader, x, y } = this.#clusters ?? {};
		const corner = this.#surface.inFrame({ x: 0, y: 0 });
		return Array.from({ length: count }, (_, one) => ({
			row: leader?.[one] as number,
			x: (x?.[one] as number) - corner.x,
			y: (y?.[one] as number) - corner.y,
		})).filter(({ x, y }) => x >= 0 && y >= 0 && x < size.x && y < size.y);
	}

	/** The rows of the marker at which a row is drawn; the row alone where it is not in view. */
	groupOf(row: number): number[] {
		const at = this.#clusters?.members.indexOf(row) ?? -1;
		if (!this.#clusters || at < 0) return [row];
		return rowsOf(this.#clusters, this.#clusters.memberOf[at] as number);
	}

	#paint(): void {
		const { frame, context, ratio } = this.#surface;
		const month = this.#month;
		if (!frame || !month) return;
		const { rows } = this.#plane;
		const isFew = rows.length <= few || countIn(this.#plane, frame) <= few;
		const { scale, distance } = isFew ? looks.few : looks.many;
		const clusters = cluster(this.#plane, frame, distance);
		this.#clusters = clusters;
		const image = this.#emptyImage();
		const target = new Uint32Array(image.data.buffer);
		const scheme = schemeNow();
		// From below: the strongest is stamped last.
		for (let one = clusters.count - 1; one >= 0; one--) {
			const row = clusters.leader[one] as number;
			const stamp = this.#stamp({
				step: stepOf(month.zscore[row] as number),
				severity: severityAt(month.severity[row]),
				scheme,
				scale,
				isGroup: (clusters.size[one] as number) > 1,
			});
			const x = (clusters.x[one] as number) * ratio;
			const y = (clusters.y[one] as number) * ratio;
			blit(stamp, target, image, x, y);
		}
		context.putImageData(image, 0, 0);
		if (isFew) writeSizes(context, clusters, month, scheme, ratio);
	}

	/** As large as the canvas. It is used again, because to take its memory anew takes longer. */
	#emptyImage(): ImageData {
		const { width, height } = this.#surface.canvas;
		if (this.#image?.width !== width || this.#image.height !== height)
			this.#image = new ImageData(width, height);
		else this.#image.data.fill(0);
		return this.#image;
	}

	#stamp(look: Look): Stamp {
		const { ratio } = this.#surface;
		const key = `${look.step} ${look.severity} ${look.scheme} ${look.scale} ${look.isGroup} ${ratio}`;
		const known = this.#stamps.get(key);
		if (known) return known;
		const made = stampOf(look, ratio);
		this.#stamps.set(key, made);
		return made;
	}
}

/** How many points a frame has, counted no further than it matters. */
function countIn({ x, y, rows }: Plane, frame: Frame): number {
	const { left, top, width, height, world } = frame;
	let count = 0;
	for (const row of rows) {
		const py = (y[row] as number) * world - top;
		const px = (x[row] as number) * world - left;
		const isIn = py >= 0 && py < height && px >= 0 && px < width;
		if (isIn && ++count > few) break;
	}
	return count;
}

/** How many anomalies a marker stands for, on those that stand for several. */
function writeSizes(
	context: CanvasRenderingContext2D,
	{ count, leader, size, x, y }: Clusters,
	{ zscore }: Month,
	scheme: Scheme,
	ratio: number,
): void {
	context.save();
	context.scale(ratio, ratio);
	context.font = "600 11px system-ui, sans-serif";
	context.textAlign = "left";
	context.textBaseline = "middle";
	context.lineWidth = 3;
	context.lineJoin = "round";
	context.strokeStyle = scheme === "light" ? "#ffffff" : "#0c1116";
	context.fillStyle = scheme === "light" ? "#1c2126" : "#e8ebee";
	for (let one = 0; one < count; one++) {
		if ((size[one] as number) < 2) continue;
		const { radius } = steps[
			stepOf(zscore[leader[one] as number] as number)
		] ?? {
			radius: 0,
		};
		const place = [
			(x[one] as number) + radius + 5,
			(y[one] as number) - radius,
		] as const;
		context.strokeText(String(size[one]), ...place);
		context.fillText(String(size[one]), ...place);
	}
	context.restore();
}
