/**
 * The look of an anomaly, wherever it is shown: colour and size follow the
 * z-score, the shape follows the severity, so nothing depends on colour alone.
 */
import { severities } from "../../contract/fields.ts";

export type Severity = (typeof severities)[number];
export type Scheme = "light" | "dark";

export interface Step {
	/** The smallest absolute z-score of the step. */
	from: number;
	/** For a light page and for a dark one. */
	color: Record<Scheme, string>;
	/** CSS pixels. */
	radius: number;
}

/**
 * Steps of equal distance in OKLab, from orange to deep purple and from purple
 * to light yellow. Each has more contrast with land and sea than the one before,
 * at least 3:1, and differs in lightness, so colour-blind readers can tell them
 * apart.
 */
export const steps: readonly Step[] = [
	{ from: 0, color: { light: "#ca6a03", dark: "#cb44b5" }, radius: 5 },
	{ from: 2, color: { light: "#b94121", dark: "#f8608d" }, radius: 6 },
	{ from: 3, color: { light: "#951f3c", dark: "#fe947c" }, radius: 7 },
	{ from: 4, color: { light: "#6b0345", dark: "#feca8d" }, radius: 8 },
	{ from: 5, color: { light: "#3f0040", dark: "#fff89a" }, radius: 9 },
];

/** The colours below the markers, the same as in style/base.css. */
export const surfaces = {
	light: { sea: "#dfeaf2", land: "#f7f5ef" },
	dark: { sea: "#10202c", land: "#2a3138" },
} as const satisfies Record<Scheme, object>;

/** The z-scores at which the steps begin, for a legend. */
export const zStops = steps.map(({ from }) => from);

/** Index of the step of a z-score, by its absolute value. */
export function stepOf(zscore: number): number {
	const size = Math.abs(zscore);
	let step = 0;
	while (step + 1 < steps.length && size >= (steps[step + 1] as Step).from)
		step++;
	return step;
}

export function colorOf(zscore: number, scheme: Scheme): string {
	return (steps[stepOf(zscore)] as Step).color[scheme];
}

/** The severity of an index in the column `severity`. */
export function severityAt(index: number | undefined): Severity {
	return severities[index ?? -1] ?? "unknown";
}

/**
 * The outline of a severity's symbol around `x`, `y`, as the `d` of an SVG
 * path: low is a disc, medium a diamond, high a triangle, unknown a square. All
 * have about the area of a disc of this radius.
 */
export function symbolPath(
	severity: Severity,
	radius: number,
	x = radius,
	y = radius,
): string {
	const polygon = (...points: [number, number][]) =>
		`M${points.map(([dx, dy]) => `${x + dx * radius} ${y + dy * radius}`).join("L")}Z`;
	if (severity === "high")
		return polygon([0, -1.45], [1.3, 0.85], [-1.3, 0.85]);
	if (severity === "medium")
		return polygon([0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]);
	if (severity === "unknown")
		return polygon([-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]);
	return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}
