/** Web Mercator: the world as a square of side 1, its north-west corner at 0, 0. */

/** The square shows latitudes up to this many degrees north and south. */
export const northEdge = 85.0511287798066;

/** Width of the world at a zoom, pixels. */
export const worldSize = (zoom: number) => 256 * 2 ** zoom;

export const mercatorX = (lon: number) => (lon + 180) / 360;

/** Latitudes beyond the edge, as the poles, are drawn at the edge. */
export function mercatorY(lat: number): number {
	const sine = Math.sin(
		(Math.min(Math.max(lat, -northEdge), northEdge) * Math.PI) / 180,
	);
	// Equals asinh(tan(φ)), in a quarter of the time.
	return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}
