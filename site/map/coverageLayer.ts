import type { Month } from "../months/index.ts";
import type { LeafletMap } from "./leaflet.ts";
import { mercatorY } from "./mercator.ts";
import type { Scheme } from "./scale.ts";
import { Surface, schemeNow } from "./surface.ts";

/**
 * OCO-3 is on the International Space Station, whose orbit reaches 51.6 degrees;
 * it observes up to about this latitude.
 * @see https://ocov3.jpl.nasa.gov/mission/about-the-mission/
 */
export const oco3Limit = 52;

const lines = { light: "#57606a", dark: "#9aa4ae" } as const;

/** Hatches the parts of the world that no satellite of the month can observe. */
export class CoverageLayer {
	readonly #surface: Surface;
	#isLimited = false;
	#label = "";

	constructor(map: LeafletMap) {
		// Above the tiles, below the anomalies.
		this.#surface = new Surface(
			map,
			"coverage",
			420,
			() => () => this.#paint(),
		);
	}

	get canvas(): HTMLCanvasElement {
		return this.#surface.canvas;
	}

	show({ satellites }: Month): void {
		this.#isLimited = satellites.length === 1 && satellites[0] === "OCO-3";
		this.#surface.repaint();
	}

	/** @param label the text in the hatched areas */
	name(label: string): void {
		this.#label = label;
		this.#surface.repaint();
	}

	#paint(): void {
		const { canvas, frame, ratio } = this.#surface;
		// The browser does not draw a hidden canvas, which takes milliseconds even if it is empty.
		canvas.hidden = !this.#isLimited;
		if (!frame || !this.#isLimited) return;
		const { context } = this.#surface;
		context.setTransform(1, 0, 0, 1, 0, 0);
		context.clearRect(0, 0, canvas.width, canvas.height);
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		const scheme = schemeNow();
		const north = mercatorY(oco3Limit) * frame.world - frame.top;
		const south = mercatorY(-oco3Limit) * frame.world - frame.top;
		const middle = frame.width / 2;
		context.fillStyle = hatching(context, scheme);
		context.fillRect(0, 0, frame.width, north);
		context.fillRect(0, south, frame.width, frame.height - south);
		context.font = "12px system-ui, sans-serif";
		context.textAlign = "center";
		context.lineJoin = "round";
		context.lineWidth = 4;
		context.fillStyle = lines[scheme];
		context.strokeStyle = scheme === "light" ? "#ffffff" : "#0c1116";
		for (const y of [north - 8, south + 18]) {
			context.strokeText(this.#label, middle, y);
			context.fillText(this.#label, middle, y);
		}
	}
}

/** Thin lines, so that the map below stays visible. */
function hatching(
	context: CanvasRenderingContext2D,
	scheme: Scheme,
): CanvasPattern {
	const tile = document.createElement("canvas");
	tile.width = 8;
	tile.height = 8;
	const pen = tile.getContext("2d") as CanvasRenderingContext2D;
	pen.strokeStyle = lines[scheme];
	pen.globalAlpha = 0.55;
	pen.beginPath();
	for (const x of [-8, 0, 8]) {
		pen.moveTo(x, 8);
		pen.lineTo(x + 8, 0);
	}
	pen.stroke();
	return context.createPattern(tile, "repeat") as CanvasPattern;
}
