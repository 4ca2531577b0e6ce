import { type Scheme, type Severity, steps, symbolPath } from "./scale.ts";
import { schemeNow } from "./surface.ts";

export interface PictureTexts {
	/** Title above the map. */
	title: string;
	/** Title of the legend. */
	legend: string;
	/** The severity classes of the month; the map has a symbol for each. */
	severities: [severity: Severity, name: string][];
	/** Sources of data and picture, below the map, a line each. */
	credits: string[];
}

const ground = { light: "#ffffff", dark: "#16191d" } as const;
const ink = { light: "#1c2126", dark: "#e8ebee" } as const;
/** Height of title, legend and credit, CSS pixels. */
const line = 28;
const pad = 12;

/**
 * The visible map with title, legend and credit, as a PNG. It has no tiles,
 * because their server does not allow the page to read them.
 */
export function picture(
	container: HTMLElement,
	layers: HTMLCanvasElement[],
	texts: PictureTexts,
): Promise<Blob> {
	const ratio = window.devicePixelRatio;
	const frame = container.getBoundingClientRect();
	const canvas = document.createElement("canvas");
	canvas.width = Math.round(frame.width * ratio);
	const lines = 3 + texts.credits.length;
	canvas.height = Math.round((frame.height + lines * line) * ratio);
	const context = canvas.getContext("2d") as CanvasRenderingContext2D;
	const scheme = schemeNow();
	context.fillStyle = ground[scheme];
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.scale(ratio, ratio);
	context.save();
	context.beginPath();
	context.rect(0, line, frame.width, frame.height);
	context.clip();
	for (const layer of layers) {
		const { x, y, width, height } = layer.getBoundingClientRect();
		context.drawImage(layer, x - frame.x, y - frame.y + line, width, height);
	}
	context.restore();
	context.textBaseline = "middle";
	context.fillStyle = ink[scheme];
	context.strokeStyle = ink[scheme];
	context.font = "600 15px system-ui, sans-serif";
	context.fillText(texts.title, pad, line / 2, frame.width - 2 * pad);
	context.font = "12px system-ui, sans-serif";
	drawLegend(context, scheme, texts.legend, frame.height + 1.5 * line);
	drawSymbols(context, texts.severities, frame.height + 2.5 * line);
	for (const [at, credit] of texts.credits.entries()) {
		const y = frame.height + (3.5 + at) * line;
		context.fillText(credit, pad, y, frame.width - 2 * pad);
	}
	return new Promise((resolve, reject) =>
		canvas.toBlob((blob) => {
			if (blob) resolve(blob);
			else reject(new Error("the browser made no picture"));
		}),
	);
}

function drawSymbols(
	context: CanvasRenderingContext2D,
	severities: PictureTexts["severities"],
	y: number,
): void {
	let x = pad;
	for (const [severity, name] of severities) {
		context.stroke(new Path2D(symbolPath(severity, 5, x + 6, y)));
		context.fillText(name, x + 18, y);
		x += 18 + context.measureText(name).width + pad;
	}
}

function drawLegend(
	context: CanvasRenderingContext2D,
	scheme: Scheme,
	name: string,
	y: number,
): void {
	context.fillText(name, pad, y);
	let x = pad + context.measureText(name).width + pad;
	for (const [at, step] of steps.entries()) {
		const label = at === 0 ? `< ${steps[1]?.from}` : `≥ ${step.from}`;
		context.beginPath();
		context.arc(x + step.radius, y, step.radius, 0, 2 * Math.PI);
		context.fillStyle = step.color[scheme];
		context.fill();
		context.fillStyle = ink[scheme];
		context.fillText(label, x + 2 * step.radius + 4, y);
		x += 2 * step.radius + 8 + context.measureText(label).width + pad;
	}
}
