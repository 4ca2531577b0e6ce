/** Coasts and borders for the map and for place names, created when the page is bundled. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { feature } from "topojson-client";
import { topology } from "topojson-server";
import type { GeometryCollection, Topology } from "topojson-specification";

/** Steps around the world: less than a pixel at the zooms of each scale. */
const quantization = { "110m": 1e4, "50m": 1e5 } as const;

/** Areas without a number in ISO 3166-1, with the code of a country, or without one. */
const codesByName: Record<string, string> = {
	"N. Cyprus": "CY",
	Somaliland: "SO",
	Kosovo: "XK",
	"Indian Ocean Ter.": "AU",
	"Siachen Glacier": "",
};

/**
 * The world's countries as TopoJSON, each with its ISO 3166-1 alpha-2 code. They are
 * cut at the antimeridian, because uncut areas appear as bands across the map.
 */
export function coastlines(scale: keyof typeof quantization): string {
	const path = createRequire(import.meta.url).resolve(
		`world-atlas/countries-${scale}.json`,
	);
	const world = JSON.parse(readFileSync(path, "utf8")) as Topology<{
		countries: GeometryCollection<{ name: string }>;
	}>;
	const countries = feature(world, world.objects.countries);
	for (const country of countries.features) {
		country.id = codeOf(country.id, country.properties.name);
		Object.assign(country, { properties: undefined });
	}
	// Degrees to degrees: only the projection's cutting is needed.
	const projection = geoEquirectangular()
		.scale(180 / Math.PI)
		.translate([0, 0])
		.reflectY(true);
	return JSON.stringify(
		topology(
			{ countries: geoProject(countries, projection) },
			quantization[scale],
		),
	);
}

/** In Unicode's region data, the numbers of ISO 3166-1 are aliases of the letters. */
function codeOf(number: string | number | undefined, name: string): string {
	if (number !== undefined)
		return new Intl.Locale(`und-${number}`).region ?? "";
	const code = codesByName[name];
	if (code === undefined) throw new Error(`no ISO 3166-1 code for ${name}`);
	return code;
}
