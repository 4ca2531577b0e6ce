/** A diagram as SVG: lines over logarithmic axes, in the reader's colours. */
import type { Point } from "./statistics.ts";

export interface Line {
	name: string;
	points: Point[];
}

const width = 640;
const height = 400;
const left = 70;
const right = 230;
const top = 30;
const bottom = 50;

const style = `
	text { font: 12px system-ui, sans-serif; fill: #24292f; }
	.axis { stroke: #8c959f; stroke-width: 0.5; }
	.line { fill: none; stroke-width: 2; }
	.c0 { stroke: #0969da; fill: #0969da; } .c1 { stroke: #bc4c00; fill: #bc4c00; }
	.c2 { stroke: #1a7f37; fill: #1a7f37; } .c3 { stroke: #8250df; fill: #8250df; }
	@media (prefers-color-scheme: dark) {
		text { fill: #e6edf3; }
		.c0 { stroke: #58a6ff; fill: #58a6ff; } .c1 { stroke: #f0883e; fill: #f0883e; }
		.c2 { stroke: #3fb950; fill: #3fb950; } .c3 { stroke: #bc8cff; fill: #bc8cff; }
	}`;

/** @param axes what stands at the axes, with the unit */
export function picture(
	title: string,
	axes: { x: string; y: string },
	lines: Line[],
): string {
	const points = lines.flatMap((line) => line.points);
	const x = scale(
		points.map((point) => point.x),
		left,
		width - right,
	);
	const y = scale(
		points.map((point) => point.y),
		height - bottom,
		top,
	);
	const parts = [
		...x.ticks.map(
			(tick) =>
				`<path class="axis" d="M${x.at(tick)} ${top}V${height - bottom}"/><text x="${x.at(tick)}" y="${height - bottom + 18}" text-anchor="middle">${tick} ×</text>`,
		),
		...y.ticks.map(
			(tick) =>
				`<path class="axis" d="M${left} ${y.at(tick)}H${width - right}"/><text x="${left - 8}" y="${y.at(tick) + 4}" text-anchor="end">${tick.toLocaleString("en")}</text>`,
		),
		...lines.map(({ name, points }, index) => drawn(name, points, index, x, y)),
		`<text x="${(left + width - right) / 2}" y="${height - 12}" text-anchor="middle">${axes.x}</text>`,
		`<text x="${left - 8}" y="16" text-anchor="end">${axes.y}</text>`,
	];
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>${title}</title>
<style>${style}
</style>
${parts.join("\n")}
</svg>
`;
}

interface Scale {
	at(value: number): number;
	/** Powers of ten. */
	ticks: number[];
}

/** From the power of ten below the least value to that above the greatest. */
function scale(values: number[], from: number, to: number): Scale {
	const first = Math.floor(Math.log10(Math.min(...values)));
	const last = Math.ceil(Math.log10(Math.max(...values)));
	const step = (to - from) / (last - first);
	return {
		at: (value) => Math.round(from + (Math.log10(value) - first) * step),
		ticks: Array.from(
			{ length: last - first + 1 },
			(_, index) => 10 ** (first + index),
		),
	};
}

/** The line, its points, and its name at its end. */
function drawn(
	name: string,
	points: Point[],
	index: number,
	x: Scale,
	y: Scale,
): string {
	const places = points.map((point) => [x.at(point.x), y.at(point.y)] as const);
	const [endX = 0, endY = 0] = places.at(-1) ?? [];
	const dots = places.map(
		([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3"/>`,
	);
	return `<g class="c${index}"><path class="line" d="M${places.map((place) => place.join(" ")).join("L")}"/>${dots.join("")}</g><text x="${endX + 10}" y="${endY + 4}">${name}</text>`;
}
