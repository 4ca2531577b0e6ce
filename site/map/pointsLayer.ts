import type { Month } from "../months/index.ts";
import { turn } from "../scheduling.ts";
import {
	type Clusters,
	cluster,
	clusterAt,
	type Frame,
	type Plane,
	rowsOf,
} from "./cluster.ts";
import type { LeafletMap } from "./leaflet.ts";
import { mercatorX, mercatorY } from "./mercator.ts";
import { stepOf, steps } from "./scale.ts";
import { blit, Stamps } from "./stamp.ts";
import { type Paint, Surface, schemeNow } from "./surface.ts";

/** Clicks up to this distance from its centre hit a marker, so touch targets are twice as wide; CSS pixels. */
const reach = 22;
/** Up to this many anomalies in view, markers are large enough for a finger and have numbers. */
const few = 1_000;

/** A mark in the browser's timeline each time that anomalies are on the canvas; bench/page.ts waits for it. */
const painted = "anomalies painted";

/** Two ways to draw: for a few anomalies, and for many. */
const looks = {
	few: { scale: 1, distance: 12 },
	many: { scale: 0.6, distance: 8 },
} as const;

/**
 * The anomalies of a month on one canvas; markers are copied pixel by pixel. A
 * canvas path for each anomaly takes ten times as long, an element for each a
 * hundred times. Anomalies that would cover each other share one marker, at the
 * place of the strongest.
 */
export class PointsLayer {
	readonly #surface: Surface;
	#stamps = new Stamps("light", 1, 1);
	#month: Month | undefined;
	#plane: Plane = {
		x: new Float64Array(),
		y: new Float64Array(),
		rows: new Uint32Array(),
	};
	#clusters: Clusters | undefined;
	#image: ImageData | undefined;

	constructor(map: LeafletMap) {
		this.#surface = new Surface(map, "anomalies", 450, (frame) =>
			this.#prepare(frame),
		);
	}

	get canvas(): HTMLCanvasElement {
		return this.#surface.canvas;
	}

	/** @param rows those that are shown, in any order; all when undefined */
	show(month: Month, rows?: Uint32Array): void {
		if (month !== this.#month) {
			this.#plane = {
				x: month.lon.map(mercatorX),
				y: month.lat.map(mercatorY),
				rows: new Uint32Array(),
			};
			this.#clusters = undefined;
		}
		this.#month = month;
		// In the order of the month's rows: by absolute z-score.
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

	/** At once for a few anomalies; in several tasks for many, so that the page stays responsive. */
	#prepare(frame: Frame): Paint | Promise<Paint> {
		const month = this.#month;
		if (!month) return () => undefined;
		const { rows } = this.#plane;
		const isFew = rows.length <= few || countIn(this.#plane, frame) <= few;
		if (!isFew) return this.#prepareMany(frame, month);
		const clusters = cluster(this.#plane, frame, looks.few.distance);
		const image = this.#stamp(clusters, frame, month, looks.few.scale);
		return () => {
			this.#show(clusters, image);
			writeSizes(this.#surface, clusters, month);
		};
	}

	async #prepareMany(frame: Frame, month: Month): Promise<Paint> {
		const plane = this.#plane;
		await turn();
		const clusters = cluster(plane, frame, looks.many.distance);
		await turn();
		const image = this.#stamp(clusters, frame, month, looks.many.scale);
		await turn();
		return () => this.#show(clusters, image);
	}

	#show(clusters: Clusters, image: ImageData): void {
		this.#clusters = clusters;
		this.#surface.context.putImageData(image, 0, 0);
		performance.mark(painted);
	}

	/** Copies all markers into an image of the frame, the strongest last. */
	#stamp(
		{ count, leader, size, x, y }: Clusters,
		frame: Frame,
		{ zscore, severity }: Month,
		scale: number,
	): ImageData {
		const { ratio } = this.#surface;
		const image = this.#emptyImage(frame, ratio);
		const target = new Uint32Array(image.data.buffer);
		const scheme = schemeNow();
		if (!this.#stamps.isFor(scheme, scale, ratio))
			this.#stamps = new Stamps(scheme, scale, ratio);
		for (let one = count - 1; one >= 0; one--) {
			const row = leader[one] as number;
			const stamp = this.#stamps.of(
				stepOf(zscore[row] as number),
				severity[row] as number,
				(size[one] as number) > 1,
			);
			const left = (x[one] as number) * ratio;
			blit(stamp, target, image, left, (y[one] as number) * ratio);
		}
		return image;
	}

	/** An image as large as the canvas for a frame. It is reused, because allocating its memory takes longer. */
	#emptyImage(frame: Frame, ratio: number): ImageData {
		const width = Math.round(frame.width * ratio);
		const height = Math.round(frame.height * ratio);
		if (this.#image?.width !== width || this.#image.height !== height)
			this.#image = new ImageData(width, height);
		else this.#image.data.fill(0);
		return this.#image;
	}
}

/** Counts the points of a frame, up to the limit that matters. */
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

/** Writes the number of anomalies at each marker that stands for several. */
function writeSizes(
	{ context, ratio }: Surface,
	{ count, leader, size, x, y }: Clusters,
	{ zscore }: Month,
): void {
	const scheme = schemeNow();
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
