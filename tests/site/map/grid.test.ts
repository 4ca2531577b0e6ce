import { expect } from "chai";
import fc from "fast-check";
import { Grid } from "../../../site/map/grid.ts";

const reach = 12;
/** Pixels, in parts that add up without rounding. */
const coordinate = fc
	.integer({ min: -60 * 64, max: 60 * 64 })
	.map((parts) => parts / 64);
const point = fc.record({ x: coordinate, y: coordinate });

describe("The grid of what shows", () => {
	it("finds the nearest within reach, as looking at all of them does", () => {
		fc.assert(
			fc.property(fc.array(point), point, (points, from) => {
				const grid = new Grid<{ x: number; y: number }>(reach);
				for (const one of points) grid.add(one.x, one.y, one);
				const away = (to: { x: number; y: number }) =>
					Math.hypot(to.x - from.x, to.y - from.y);
				const least = Math.min(Number.POSITIVE_INFINITY, ...points.map(away));
				const found = grid.nearest(from.x, from.y);
				if (least > reach) expect(found).to.equal(undefined);
				else expect(found && away(found)).to.equal(least);
			}),
			{ numRuns: 1000 },
		);
	});

	it("reaches as far as it says, and no further", () => {
		const grid = new Grid<string>(reach);
		grid.add(0, 0, "origin");
		expect(grid.nearest(reach, 0)).to.equal("origin");
		expect(grid.nearest(-reach, 0)).to.equal("origin");
		expect(grid.nearest(reach + 0.01, 0)).to.equal(undefined);
		expect(grid.nearest(9, 9)).to.equal(undefined);
	});

	it("finds of several in one place the last, which is drawn on top", () => {
		const grid = new Grid<string>(reach);
		grid.add(1, 1, "below");
		grid.add(1, 1, "on top");
		expect(grid.nearest(1, 1)).to.equal("on top");
	});
});
