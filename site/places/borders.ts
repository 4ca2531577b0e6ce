import type { Country } from "../map/countries.ts";

/** Places up to this distance from a coast belong to its country, degrees: the accuracy of 1:50 million. */
const nearCoast = 0.05;

/** The edges of all borders that reach into one degree of latitude, one after the other. */
interface Band {
	/** West, and south or north end of each. */
	edges: number[];
	/** Index of the country of each edge. */
	owner: number[];
}

/** Finds the country of a place: a ray to the east crosses the border of its country an odd number of times. */
export class Borders {
	readonly #codes: string[] = [];
	readonly #bands: Band[] = Array.from({ length: 180 }, () => ({
		edges: [],
		owner: [],
	}));
	/** Crossings of each country's border, while a place is looked up. */
	readonly #crossings: number[] = [];

	add({ code, polygons }: Country): void {
		const owner = this.#codes.push(code) - 1;
		this.#crossings.push(0);
		for (const ring of polygons.flat())
			for (let at = 1; at < ring.length; at++)
				this.#add(owner, ring[at - 1] ?? [0, 0], ring[at] ?? [0, 0]);
	}

	#add(
		owner: number,
		[x1, y1]: readonly [number, number],
		[x2, y2]: readonly [number, number],
	): void {
		const last = bandOf(Math.max(y1, y2));
		for (let band = bandOf(Math.min(y1, y2)); band <= last; band++) {
			this.#bands[band]?.edges.push(x1, y1, x2, y2);
			this.#bands[band]?.owner.push(owner);
		}
	}

	/** ISO 3166-1 alpha-2 of the country of a place in degrees; undefined at sea. */
	countryAt(lat: number, lon: number): string | undefined {
		const { edges, owner } = this.#bands[bandOf(lat)] as Band;
		const crossings = this.#crossings.fill(0);
		let coast: number | undefined;
		for (let at = 0; at < owner.length; at++) {
			const x1 = edges[4 * at] as number;
			const y1 = edges[4 * at + 1] as number;
			const x2 = edges[4 * at + 2] as number;
			const y2 = edges[4 * at + 3] as number;
			const country = owner[at] as number;
			if (y1 > lat !== y2 > lat) {
				const crossing = x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1);
				if (crossing > lon)
					crossings[country] = (crossings[country] as number) ^ 1;
			}
			if (isNear(lon, lat, x1, y1, x2, y2)) coast = country;
		}
		const inside = crossings.indexOf(1);
		return this.#codes[inside < 0 ? (coast ?? -1) : inside] || undefined;
	}
}

const bandOf = (lat: number) =>
	Math.min(Math.max(Math.floor(lat + 90), 0), 179);

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
