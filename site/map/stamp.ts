import { type Scheme, type Severity, steps, symbolPath } from "./scale.ts";

/** The pixels of a marker: a square of RGBA words. */
export interface Stamp {
	/** Device pixels. */
	size: number;
	pixels: Uint32Array;
}

export interface Look {
	/** Index into `steps`. */
	step: number;
	severity: Severity;
	scheme: Scheme;
	/** Against the radius of the step. */
	scale: number;
	/** Whether it stands for several: a second outline says so where there is no room for a number. */
	isGroup: boolean;
}

/** A symbol with an outline, which keeps it apart from what is below it. */
export function stampOf(look: Look, pixelRatio: number): Stamp {
	const step = steps[look.step] as (typeof steps)[number];
	const radius = step.radius * look.scale;
	const size = 2 * Math.ceil((radius * 1.5 + 3) * pixelRatio);
	const canvas = document.createElement("canvas");
	canvas.width = size;
	canvas.height = size;
	const context = canvas.getContext("2d") as CanvasRenderingContext2D;
	const middle = size / 2 / pixelRatio;
	context.scale(pixelRatio, pixelRatio);
	const outline = look.scheme === "light" ? "#ffffff" : "#0c1116";
	const path = (grown: number) =>
		new Path2D(symbolPath(look.severity, radius + grown, middle, middle));
	if (look.isGroup) {
		context.fillStyle = step.color[look.scheme];
		context.fill(path(2.5));
		context.fillStyle = outline;
		context.fill(path(1.25));
	}
	context.fillStyle = step.color[look.scheme];
	context.fill(path(0));
	context.lineWidth = 1;
	context.strokeStyle = outline;
	context.stroke(path(look.isGroup ? 3 : 0.5));
	const { data } = context.getImageData(0, 0, size, size);
	return { size, pixels: new Uint32Array(data.buffer) };
}

/** Copies a stamp into an image, its middle at `x`, `y` (device pixels); what lies outside is cut off. */
export function blit(
	{ size, pixels }: Stamp,
	target: Uint32Array,
	{ width, height }: { width: number; height: number },
	x: number,
	y: number,
): void {
	const left = Math.round(x - size / 2);
	const top = Math.round(y - size / 2);
	const lastRow = Math.min(size, height - top);
	const lastColumn = Math.min(size, width - left);
	for (let row = Math.max(0, -top); row < lastRow; row++)
		for (let column = Math.max(0, -left); column < lastColumn; column++) {
			const pixel = pixels[row * size + column] as number;
			const at = (top + row) * width + left + column;
			// The topmost byte is the opacity. A soft edge does not cover what is there.
			if (pixel >>> 24 > 127 || target[at] === 0) target[at] = pixel;
		}
}
