import type { Place } from "../state/state.ts";

/** Mean radius of the Earth, kilometres. */
const earthRadius = 6371.0088;

/** Kilometres along the great circle (haversine). */
export function distanceKm(from: Place, to: Place): number {
	const rad = Math.PI / 180;
	const dLat = (to.lat - from.lat) * rad;
	const dLon = (to.lon - from.lon) * rad;
	const h =
		Math.sin(dLat / 2) ** 2 +
		Math.cos(from.lat * rad) * Math.cos(to.lat * rad) * Math.sin(dLon / 2) ** 2;
	return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)));
}
