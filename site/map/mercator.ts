/** Web Mercator: the world as a square of side 1, its north-west corner at 0, 0. */

/** Degrees north and south as far as the square shows them. */
export const northEdge = 85.0511287798066;

/** Pixels of the world's side at a zoom. */
export const worldSize = (zoom: number) => 256 * 2 ** zoom;

export const mercatorX = (lon: number) => (lon + 180) / 360;

/** The poles, which are infinitely far, are drawn at the edge. */
export function mercatorY(lat: number): number {
	const sine = Math.sin(
		(Math.min(Math.max(lat, -northEdge), northEdge) * Math.PI) / 180,
	);
	// As asinh(tan(φ)), in a quarter of the time.
	return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}
