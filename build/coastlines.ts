/** Coasts and borders for the map, made when the page is bundled. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { feature } from "topojson-client";
import { topology } from "topojson-server";
import type { GeometryCollection, Topology } from "topojson-specification";

/** 0.036 degrees a step: below a pixel at the zooms where 1:110 million is of use. */
const quantization = 1e4;

/** The world's countries as TopoJSON, cut at the antimeridian: uncut, Leaflet draws bands across the map. */
export function coastlines(): string {
	const path = createRequire(import.meta.url).resolve(
		"world-atlas/countries-110m.json",
	);
	const world = JSON.parse(readFileSync(path, "utf8")) as Topology<{
		countries: GeometryCollection;
	}>;
	const countries = feature(world, world.objects.countries);
	// Degrees to degrees: the projection is there for its cutting alone.
	const plate = geoEquirectangular()
		.scale(180 / Math.PI)
		.translate([0, 0])
		.reflectY(true);
	return JSON.stringify(
		topology({ countries: geoProject(countries, plate) }, quantization),
	);
}
