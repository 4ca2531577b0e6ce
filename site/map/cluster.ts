/** Points that would cover each other on the screen, gathered under the strongest of them. */

export interface Plane {
	/** Columns of all points, in the square of mercator.ts. */
	x: Float64Array;
	y: Float64Array;
	/** Which of them are shown, the strongest first. */
	rows: Uint32Array;
}

/** The part of the world that is drawn; CSS pixels of the world at its zoom. */
export interface Frame {
	left: number;
	top: number;
	width: number;
	height: number;
	/** Pixels of the world's side. */
	world: number;
}

export interface Clusters {
	/** How many there are; the columns below have one value for each. */
	count: number;
	/** The strongest of each. */
	leader: Uint32Array;
	/** Where it is, pixels from the frame's corner. */
	x: Float32Array;
	y: Float32Array;
	/** How many points each stands for. */
	size: Uint32Array;
	/** The points of the frame, and the cluster of each. */
	members: Uint32Array;
	memberOf: Uint32Array;
}

/** Where each copy of the world that a frame shows begins, pixels from the frame's left side. */
export function copiesIn({ left, width, world }: Frame): number[] {
	const copies: number[] = [];
	for (let copy = Math.floor(left / world); copy * world < left + width; copy++)
		copies.push(copy * world - left);
	return copies;
}

/**
 * Gathers the points of a frame: one that is nearer than `distance` to a
 * stronger one's place is counted there. The world goes round: a point is seen
 * in each copy of it.
 *
 * In cells whose diagonal is `distance`, there is one cluster at the most, so
 * that 25 cells tell whether there is one near enough. The first that is found
 * is taken: to look for the nearest takes three times as long.
 */
export function cluster(
	plane: Plane,
	frame: Frame,
	distance: number,
): Clusters {
	const { rows } = plane;
	const { top, width, height, world } = frame;
	const cell = distance / Math.SQRT2;
	// A border of two cells saves the test whether a neighbour is outside.
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

/** The cells around one, the nearest first; those at the corners are too far. */
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

/** The rows that a cluster stands for, the strongest first; each once, though the frame shows the world twice. */
export function rowsOf({ members, memberOf }: Clusters, one: number): number[] {
	const rows = new Set<number>();
	for (const [at, owner] of memberOf.entries())
		if (owner === one) rows.add(members[at] as number);
	return [...rows];
}
