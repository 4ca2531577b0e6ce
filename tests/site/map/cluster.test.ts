import { expect } from "chai";
import fc from "fast-check";
import {
	cluster,
	clusterAt,
	copiesIn,
	type Frame,
	rowsOf,
} from "../../../site/map/cluster.ts";

const frame: Frame = { left: 0, top: 0, width: 300, height: 200, world: 1024 };

/** A plane of points whose places are given in pixels of the world. */
function planeOf(points: [x: number, y: number][], world = frame.world) {
	return {
		x: Float64Array.from(points, ([x]) => x / world),
		y: Float64Array.from(points, ([, y]) => y / world),
		rows: Uint32Array.from(points.keys()),
	};
}

const near = 12;
/** In parts that add up without rounding. */
const pixel = fc
	.integer({ min: -20 * 64, max: 320 * 64 })
	.map((parts) => parts / 64);

describe("Points that would cover each other", () => {
	it("join a stronger one that is near enough, each once", () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(pixel, pixel)), (points) => {
				const plane = planeOf(points);
				const found = cluster(plane, frame, near);
				const inFrame = points.filter(
					([x, y]) => x >= 0 && x < 300 && y >= 0 && y < 200,
				);
				expect(found.members.length).to.equal(inFrame.length);
				expect(found.size.reduce((sum, size) => sum + size, 0)).to.equal(
					inFrame.length,
				);
				for (let one = 0; one < found.count; one++) {
					const rows = rowsOf(found, one);
					expect(rows.length).to.equal(found.size[one]);
					expect(rows[0]).to.equal(found.leader[one]);
					expect(rows).to.deep.equal([...rows].sort((a, b) => a - b));
					for (const row of rows)
						expect(gap(points, row, found.leader[one] as number)).to.be.at.most(
							near,
						);
					for (let other = 0; other < one; other++)
						expect(
							gap(
								points,
								found.leader[one] as number,
								found.leader[other] as number,
							),
						).to.be.at.least(near - 1e-3);
				}
			}),
		);
	});

	const gap = (points: [number, number][], a: number, b: number) => {
		const [[x1, y1], [x2, y2]] = [points[a] ?? [0, 0], points[b] ?? [0, 0]];
		return Math.hypot(x1 - x2, y1 - y2);
	};

	it("include only the shown rows", () => {
		const plane = planeOf([
			[10, 10],
			[11, 10],
			[100, 100],
		]);
		plane.rows = Uint32Array.of(1, 2);
		const { leader, size } = cluster(plane, frame, near);
		expect([...leader]).to.deep.equal([1, 2]);
		expect([...size]).to.deep.equal([1, 1]);
	});

	it("appear in each copy of the world, and are picked once", () => {
		const wide: Frame = {
			left: -100,
			top: 0,
			width: 600,
			height: 256,
			world: 256,
		};
		expect(copiesIn(wide)).to.deep.equal([-156, 100, 356]);
		// On either side of the antimeridian.
		const found = cluster(
			planeOf(
				[
					[254, 50],
					[2, 50],
				],
				256,
			),
			wide,
			near,
		);
		expect([...found.size]).to.deep.equal([2, 2]);
		expect([...found.x]).to.deep.equal([98, 354]);
		expect(rowsOf(found, 1)).to.deep.equal([0, 1]);
	});

	it("are found within the reach of a click", () => {
		const found = cluster(
			planeOf([
				[50, 50],
				[80, 50],
			]),
			frame,
			near,
		);
		expect(clusterAt(found, 64, 50, 22)).to.equal(0);
		expect(clusterAt(found, 66, 50, 22)).to.equal(1);
		expect(clusterAt(found, 50, 72, 22)).to.equal(0);
		expect(clusterAt(found, 50, 72.1, 22)).to.equal(undefined);
	});
});
