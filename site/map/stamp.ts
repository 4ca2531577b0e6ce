import {
	type Scheme,
	type Severity,
	severityAt,
	steps,
	symbolPath,
} from "./scale.ts";

/** The pixels of a marker: a square of RGBA words. */
export interface Stamp {
	/** Device pixels. */
	size: number;
	pixels: Uint32Array;
	/** The first column that each line draws, and the one after its last: most of the square is empty. */
	from: Uint8Array;
	to: Uint8Array;
}

/** @param size device pixels, less than 256 */
export function stampFrom(size: number, pixels: Uint32Array): Stamp {
	const [from, to] = [new Uint8Array(size), new Uint8Array(size)];
	for (let line = 0; line < size; line++) {
		const drawn = pixels.subarray(line * size, (line + 1) * size);
		const first = drawn.findIndex((pixel) => pixel !== 0);
		from[line] = first < 0 ? size : first;
		to[line] = drawn.findLastIndex((pixel) => pixel !== 0) + 1;
	}
	return { size, pixels, from, to };
}

export interface Look {
	/** Index into `steps`. */
	step: number;
	severity: Severity;
	scheme: Scheme;
	/** Factor of the step's radius. */
	scale: number;
	/** Whether it stands for several anomalies: a second outline shows it where there is no room for a number. */
	isGroup: boolean;
}

/** Draws all stamps, on one canvas in main memory: they are read back. */
let shared: CanvasRenderingContext2D | undefined;

function penOf(size: number): CanvasRenderingContext2D {
	shared ??= document
		.createElement("canvas")
		.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
	// Setting a size also clears the canvas and resets its context.
	shared.canvas.width = size;
	shared.canvas.height = size;
	return shared;
}

/** A symbol with an outline, which separates it from the map below. */
export function stampOf(look: Look, pixelRatio: number): Stamp {
	const step = steps[look.step] as (typeof steps)[number];
	const radius = step.radius * look.scale;
	const size = 2 * Math.ceil((radius * 1.5 + 3) * pixelRatio);
	const pen = penOf(size);
	const middle = size / 2 / pixelRatio;
	pen.scale(pixelRatio, pixelRatio);
	const outline = look.scheme === "light" ? "#ffffff" : "#0c1116";
	const path = (grown: number) =>
		new Path2D(symbolPath(look.severity, radius + grown, middle, middle));
	if (look.isGroup) {
		pen.fillStyle = step.color[look.scheme];
		pen.fill(path(2.5));
		pen.fillStyle = outline;
		pen.fill(path(1.25));
	}
	pen.fillStyle = step.color[look.scheme];
	pen.fill(path(0));
	pen.lineWidth = 1;
	pen.strokeStyle = outline;
	pen.stroke(path(look.isGroup ? 3 : 0.5));
	const { data } = pen.getImageData(0, 0, size, size);
	return stampFrom(size, new Uint32Array(data.buffer));
}

/** The stamps of one scheme and size, each made when it is first used. */
export class Stamps {
	readonly #looks: Pick<Look, "scheme" | "scale"> & { ratio: number };
	readonly #made: Stamp[] = [];

	constructor(scheme: Scheme, scale: number, ratio: number) {
		this.#looks = { scheme, scale, ratio };
	}

	isFor(scheme: Scheme, scale: number, ratio: number): boolean {
		const looks = this.#looks;
		return (
			looks.scheme === scheme && looks.scale === scale && looks.ratio === ratio
		);
	}

	/** @param severity as in a month's column */
	of(step: number, severity: number, isGroup: boolean): Stamp {
		const at = 2 * (steps.length * severity + step) + Number(isGroup);
		this.#made[at] ??= stampOf(
			{ ...this.#looks, step, severity: severityAt(severity), isGroup },
			this.#looks.ratio,
		);
		return this.#made[at];
	}
}

/** Copies a stamp into an image, centred at `x`, `y` (device pixels); the part outside is cut off. */
export function blit(
	{ size, pixels, from, to }: Stamp,
	target: Uint32Array,
	{ width, height }: { width: number; height: number },
	x: number,
	y: number,
): void {
	const left = Math.round(x - size / 2);
	const top = Math.round(y - size / 2);
	const lastRow = Math.min(size, height - top);
	for (let row = Math.max(0, -top); row < lastRow; row++) {
		const start = (top + row) * width + left;
		const lastColumn = Math.min(to[row] as number, width - left);
		const firstColumn = Math.max(from[row] as number, -left);
		for (let column = firstColumn; column < lastColumn; column++) {
			const pixel = pixels[row * size + column] as number;
			const at = start + column;
			// The highest byte is the opacity. A soft edge does not replace a pixel that is drawn.
			if (pixel >>> 24 > 127 || target[at] === 0) target[at] = pixel;
		}
	}
}
