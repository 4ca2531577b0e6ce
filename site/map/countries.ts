import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { assets } from "../assets.ts";

/** The scale of borders and coasts: 1:110 million or 1:50 million. */
export type Scale = "110m" | "50m";

export interface Country {
	/** ISO 3166-1 alpha-2. */
	code: string;
	/** Polygons of rings of degrees east and north; none crosses the antimeridian. */
	polygons: [lon: number, lat: number][][][];
}

const loads = new Map<Scale, Promise<Country[]>>();

/** The countries of the world, from the site itself. Each scale is fetched once; after a failure, the next call tries again. */
export function loadCountries(scale: Scale): Promise<Country[]> {
	const known = loads.get(scale);
	if (known) return known;
	const load = fetchCountries(assets().countries[scale]);
	loads.set(scale, load);
	load.catch(() => loads.delete(scale));
	return load;
}

type World = Topology<{ countries: GeometryCollection }>;

async function fetchCountries(url: string): Promise<Country[]> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`${url}: ${response.status}`);
	return countriesOf(await response.json());
}

/** The countries of a file of build/coastlines.ts. */
export function countriesOf(world: World): Country[] {
	return feature(world, world.objects.countries).features.flatMap(
		({ id, geometry }) => {
			const code = String(id ?? "");
			if (geometry.type === "Polygon")
				return { code, polygons: [geometry.coordinates] } as Country;
			if (geometry.type === "MultiPolygon")
				return { code, polygons: geometry.coordinates } as Country;
			return [];
		},
	);
}
