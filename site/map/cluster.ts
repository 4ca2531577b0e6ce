/** Groups points that would cover each other on the screen under the strongest of them. */

export interface Plane {
	/** Columns of all points, in the square of mercator.ts. */
	x: Float64Array;
	y: Float64Array;
	/** The rows that are shown, the strongest first. */
	rows: Uint32Array;
}

/** The part of the world that is drawn, in CSS pixels of the world at its zoom. */
export interface Frame {
	left: number;
	top: number;
	width: number;
	height: number;
	/** Width of the world, pixels. */
	world: number;
}

export interface Clusters {
	/** Number of clusters; the columns below have one value for each. */
	count: number;
	/** The strongest row of each. */
	leader: Uint32Array;
	/** Its place, pixels from the corner of the frame. */
	x: Float32Array;
	y: Float32Array;
	/** Number of points of each. */
	size: Uint32Array;
	/** The points of the frame, and the cluster of each. */
	members: Uint32Array;
	memberOf: Uint32Array;
}

/** The left edges of the copies of the world that a frame shows, pixels from the left edge of the frame. */
export function copiesIn({ left, width, world }: Frame): number[] {
	const copies: number[] = [];
	for (let copy = Math.floor(left / world); copy * world < left + width; copy++)
		copies.push(copy * world - left);
	return copies;
}

/**
 * Groups the points of a frame: a point that is nearer than `distance` to the
 * place of a stronger one joins its cluster. The map repeats the world, so a point
 * can appear in several copies.
 *
 * A cell whose diagonal is `distance` has at most one cluster, so a search of 25
 * cells is enough. A point joins the first cluster that is found: searching for
 * the nearest takes three times as long.
 */
export function cluster(
	plane: Plane,
	frame: Frame,
	distance: number,
): Clusters {
	const { rows } = plane;
	const { top, width, height, world } = frame;
	const cell = distance / Math.SQRT2;
	// A border of two cells makes bounds checks for neighbours unnecessary.
	const across = Math.ceil(width / cell) + 4;
	const cells = new Int32Array(across * (Math.ceil(height / cell) + 4)).fill(
		-1,
	);
	const steps = around.map(([line, place]) => line * across + place);
	const copies = copiesIn(frame);
	const most = rows.length * copies.length;
	const [leader, size] = [new Uint32Array(most), new Uint32Array(most)];
	const [x, y] = [new Float32Array(most), new Float32Array(most)];
	const [members, memberOf] = [new Uint32Array(most), new Uint32Array(most)];
	let count = 0;
	let found = 0;
	for (const row of rows) {
		const py = (plane.y[row] as number) * world - top;
		if (py < 0 || py >= height) continue;
		for (const offset of copies) {
			const px = (plane.x[row] as number) * world + offset;
			if (px < 0 || px >= width) continue;
			const at =
				(Math.floor(py / cell) + 2) * across + Math.floor(px / cell) + 2;
			let one = cells[at] as number;
			if (one < 0) one = firstNear(cells, at, steps, x, y, px, py, distance);
			if (one < 0) {
				one = count++;
				cells[at] = one;
				leader[one] = row;
				x[one] = px;
				y[one] = py;
			}
			size[one] = (size[one] as number) + 1;
			members[found] = row;
			memberOf[found++] = one;
		}
	}
	return {
		count,
		leader: leader.subarray(0, count),
		x: x.subarray(0, count),
		y: y.subarray(0, count),
		size: size.subarray(0, count),
		members: members.subarray(0, found),
		memberOf: memberOf.subarray(0, found),
	};
}

/** The cells around a cell, the nearest first, without the corners, which are too far. */
const around = [-2, -1, 0, 1, 2]
	.flatMap((line) => [-2, -1, 0, 1, 2].map((place) => [line, place] as const))
	.filter(([line, place]) => Math.abs(line * place) < 4 && (line || place))
	.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

/** A cluster within `distance` of a point, or -1. */
function firstNear(
	cells: Int32Array,
	at: number,
	steps: number[],
	x: Float32Array,
	y: Float32Array,
	px: number,
	py: number,
	distance: number,
): number {
	for (const step of steps) {
		const one = cells[at + step] as number;
		if (one < 0) continue;
		const dx = (x[one] as number) - px;
		const dy = (y[one] as number) - py;
		if (dx * dx + dy * dy < distance * distance) return one;
	}
	return -1;
}

/** The cluster nearest to a place of the frame, within `reach`; undefined if there is none. */
export function clusterAt(
	{ count, x, y }: Clusters,
	px: number,
	py: number,
	reach: number,
): number | undefined {
	let found: number | undefined;
	let least = reach * reach;
	for (let one = 0; one < count; one++) {
		const dx = (x[one] as number) - px;
		const dy = (y[one] as number) - py;
		const squared = dx * dx + dy * dy;
		if (squared > least) continue;
		least = squared;
		found = one;
	}
	return found;
}

/** The rows of a cluster, the strongest first; each once, even if the frame shows several copies of the world. */
export function rowsOf({ members, memberOf }: Clusters, one: number): number[] {
	const rows = new Set<number>();
	for (const [at, owner] of memberOf.entries())
		if (owner === one) rows.add(members[at] as number);
	return [...rows];
}
