import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
	colorOf,
	type Scheme,
	stepOf,
	steps,
	surfaces,
	symbolPath,
} from "../../../site/map/scale.ts";

type Triple = [number, number, number];

/** Red, green and blue of `#rrggbb`, linear, 0 to 1. */
function linear(color: string): Triple {
	return [1, 3, 5].map((at) => {
		const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	}) as Triple;
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
	const [dark = 0, light = 0] = [one, other]
		.map((color) => {
			const [r, g, b] = linear(color);
			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		})
		.sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

/** @see https://bottosson.github.io/posts/oklab/ */
function oklab([r, g, b]: Triple): Triple {
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
	];
}

/** How eyes that lack a kind of cone see linear colours: https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html */
const eyes: Record<string, [Triple, Triple, Triple]> = {
	"three kinds of cones": [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1],
	],
	protanopia: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998],
	],
	deuteranopia: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881],
	],
	tritanopia: [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039],
	],
};

function distance(one: string, other: string, eye: Triple[]): number {
	const seen = (color: string) =>
		oklab(
			eye.map((row) =>
				Math.max(
					0,
					linear(color).reduce(
						(sum, value, at) => sum + value * (row[at] ?? 0),
						0,
					),
				),
			) as Triple,
		);
	const [a, b] = [seen(one), seen(other)];
	return Math.hypot(...a.map((value, at) => value - (b[at] ?? 0)));
}

for (const scheme of ["light", "dark"] as Scheme[])
	describe(`The scale of z-scores on a ${scheme} page`, () => {
		const colors = steps.map(({ color }) => color[scheme]);

		for (const [name, surface] of Object.entries(surfaces[scheme]))
			it(`has more contrast with ${name} the more severe it is, and at least 3:1`, () => {
				const ratios = colors.map((color) => contrast(color, surface));
				expect(ratios[0]).to.be.above(3);
				for (const [at, ratio] of ratios.slice(1).entries())
					expect(ratio).to.be.above((ratios[at] as number) * 1.25);
			});

		it("has equal steps", () => {
			const distances = colors
				.slice(1)
				.map((color, at) =>
					distance(
						colors[at] as string,
						color,
						eyes["three kinds of cones"] ?? [],
					),
				);
			const [least, most] = [Math.min(...distances), Math.max(...distances)];
			expect(most / least).to.be.below(1.25);
		});

		for (const [name, eye] of Object.entries(eyes))
			it(`is distinguishable with ${name}`, () => {
				for (const [at, color] of colors.slice(1).entries())
					expect(distance(colors[at] as string, color, eye)).to.be.above(0.06);
			});
	});

describe("The look of an anomaly", () => {
	for (const [zscore, step] of [
		[0, 0],
		[1.99, 0],
		[2, 1],
		[3.99, 2],
		[4, 3],
		[5, 4],
		[1e9, 4],
		[-4.2, 3],
	] as const)
		it(`at z = ${zscore} is that of step ${step}`, () => {
			expect(stepOf(zscore)).to.equal(step);
			expect(colorOf(zscore, "dark")).to.equal(steps[step]?.color.dark);
		});

	it("is larger for a higher z-score, and has a shape for each severity", () => {
		const radii = steps.map(({ radius }) => radius);
		expect(radii).to.deep.equal([...new Set(radii)].sort((a, b) => a - b));
		const shapes = (["low", "medium", "high", "unknown"] as const).map(
			(severity) => symbolPath(severity, 8),
		);
		expect(new Set(shapes).size).to.equal(4);
	});

	it("uses the colours of sea and land of the style sheet", () => {
		const css = readFileSync("site/style/base.css", "utf8");
		for (const name of ["sea", "land"] as const)
			expect(css).to.include(
				`--${name}: light-dark(${surfaces.light[name]}, ${surfaces.dark[name]});`,
			);
	});
});
