import type { Country } from "./countries.ts";

/** Coasts and borders as flat arrays, which a worker transfers without a copy. */
export interface Rings {
	/** Degrees east and north of each point; float32 is accurate to a metre. */
	points: Float32Array<ArrayBuffer>;
	/** The first point of each ring, and at the end the number of points. */
	starts: Uint32Array<ArrayBuffer>;
}

export function ringsOf(countries: Country[]): Rings {
	const rings = countries.flatMap(({ polygons }) => polygons.flat());
	const starts = new Uint32Array(rings.length + 1);
	for (const [at, ring] of rings.entries())
		starts[at + 1] = (starts[at] as number) + ring.length;
	return { points: Float32Array.from(rings.flat(2)), starts };
}
