import type { Question } from "../../contract/request.ts";

type Severity = Question["severity"];

/** A sequential scale that colour-blind readers can tell apart too (ColorBrewer OrRd). */
export const severityColor: Record<Severity, string> = {
	high: "#b30000",
	medium: "#fc8d59",
	low: "#fdd49e",
	unknown: "#bdbdbd",
};

/** The pixels of a marker: a square of RGBA words. */
export interface Stamp {
	/** Device pixels. */
	size: number;
	pixels: Uint32Array;
}

/** A disc with an outline; `radius` in CSS pixels. */
export function stampOf(
	severity: Severity,
	outline: string,
	radius: number,
	pixelRatio: number,
): Stamp {
	const size = Math.ceil(2 * (radius + 1) * pixelRatio);
	const canvas = document.createElement("canvas");
	canvas.width = size;
	canvas.height = size;
	const context = canvas.getContext("2d") as CanvasRenderingContext2D;
	context.arc(size / 2, size / 2, radius * pixelRatio, 0, 2 * Math.PI);
	context.fillStyle = severityColor[severity];
	context.fill();
	context.lineWidth = pixelRatio;
	context.strokeStyle = outline;
	context.stroke();
	const { data } = context.getImageData(0, 0, size, size);
	return { size, pixels: new Uint32Array(data.buffer) };
}

/** Copies a stamp into an image, its middle at `x`, `y` (device pixels); what lies outside is cut off. */
export function blit(
	{ size, pixels }: Stamp,
	{ data, width, height }: ImageData,
	x: number,
	y: number,
): void {
	const target = new Uint32Array(data.buffer);
	const left = Math.round(x - size / 2);
	const top = Math.round(y - size / 2);
	for (let row = Math.max(0, -top); row < size && top + row < height; row++)
		for (
			let column = Math.max(0, -left);
			column < size && left + column < width;
			column++
		) {
			const pixel = pixels[row * size + column] as number;
			const at = (top + row) * width + left + column;
			// The topmost byte is the opacity. A soft edge does not cover what is there.
			if (pixel >>> 24 > 127 || target[at] === 0) target[at] = pixel;
		}
}
