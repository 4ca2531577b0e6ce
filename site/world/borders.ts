import type { Country } from "./countries.ts";

/** Places up to this distance from a coast belong to its country, degrees: the accuracy of 1:50 million. */
const nearCoast = 0.05;

/** Number of bands, each of one degree of latitude. */
const bands = 180;

/** All borders by band, as flat arrays, which a worker transfers without a copy. */
export interface BorderIndex {
	/** ISO 3166-1 alpha-2 of each country. */
	codes: string[];
	/** West, and south or north end of each edge that reaches into a band, band after band; degrees. */
	edges: Float32Array<ArrayBuffer>;
	/** Index of the country of each edge. */
	owners: Uint16Array<ArrayBuffer>;
	/** The first edge of each band, and at the end the number of edges. */
	starts: Uint32Array<ArrayBuffer>;
}

export function indexBorders(countries: Country[]): BorderIndex {
	const found = Array.from({ length: bands }, () => ({
		edges: [] as number[],
		owners: [] as number[],
	}));
	for (const [owner, { polygons }] of countries.entries())
		for (const ring of polygons.flat())
			for (let at = 1; at < ring.length; at++) {
				const [x1, y1] = ring[at - 1] ?? [0, 0];
				const [x2, y2] = ring[at] ?? [0, 0];
				const last = bandOf(Math.max(y1, y2));
				for (let band = bandOf(Math.min(y1, y2)); band <= last; band++) {
					found[band]?.edges.push(x1, y1, x2, y2);
					found[band]?.owners.push(owner);
				}
			}
	const starts = new Uint32Array(bands + 1);
	for (const [band, { owners }] of found.entries())
		starts[band + 1] = (starts[band] as number) + owners.length;
	return {
		codes: countries.map(({ code }) => code),
		edges: Float32Array.from(found.flatMap(({ edges }) => edges)),
		owners: Uint16Array.from(found.flatMap(({ owners }) => owners)),
		starts,
	};
}

/** Finds the country of a place: a ray to the east crosses the border of its country an odd number of times. */
export class Borders {
	readonly #index: BorderIndex;
	/** Crossings of each country's border, while a place is looked up. */
	readonly #crossings: Uint8Array;

	constructor(index: BorderIndex) {
		this.#index = index;
		this.#crossings = new Uint8Array(index.codes.length);
	}

	/** ISO 3166-1 alpha-2 of the country of a place in degrees; undefined at sea. */
	countryAt(lat: number, lon: number): string | undefined {
		const { codes, edges, owners, starts } = this.#index;
		const crossings = this.#crossings.fill(0);
		const band = bandOf(lat);
		const end = starts[band + 1] as number;
		let coast: number | undefined;
		for (let at = starts[band] as number; at < end; at++) {
			const x1 = edges[4 * at] as number;
			const y1 = edges[4 * at + 1] as number;
			const x2 = edges[4 * at + 2] as number;
			const y2 = edges[4 * at + 3] as number;
			const country = owners[at] as number;
			if (y1 > lat !== y2 > lat) {
				const crossing = x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1);
				if (crossing > lon)
					crossings[country] = (crossings[country] as number) ^ 1;
			}
			if (isNear(lon, lat, x1, y1, x2, y2)) coast = country;
		}
		const inside = crossings.indexOf(1);
		return codes[inside < 0 ? (coast ?? -1) : inside] || undefined;
	}
}

const bandOf = (lat: number) =>
	Math.min(Math.max(Math.floor(lat + 90), 0), bands - 1);

/** Whether a place is nearer than `nearCoast` to the line between two others. */
function isNear(
	x: number,
	y: number,
	x1: number,
	y1: number,
	x2: number,
	y2: number,
): boolean {
	if (x < Math.min(x1, x2) - nearCoast || x > Math.max(x1, x2) + nearCoast)
		return false;
	const [dx, dy] = [x2 - x1, y2 - y1];
	const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
	const part = Math.min(Math.max(along, 0), 1);
	return Math.hypot(x1 + part * dx - x, y1 + part * dy - y) < nearCoast;
}
