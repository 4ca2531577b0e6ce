import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

export interface Country {
	/** ISO 3166-1 alpha-2. */
	code: string;
	/** Polygons of rings of degrees east and north; none crosses the antimeridian. */
	polygons: [lon: number, lat: number][][][];
}

type World = Topology<{ countries: GeometryCollection }>;

/** Fetches a file of build/coastlines.ts. */
export async function fetchCountries(url: string): Promise<Country[]> {
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
