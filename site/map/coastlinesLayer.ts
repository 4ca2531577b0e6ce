import { type GeoJSON, geoJSON, svg } from "leaflet";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

type Countries = Topology<{ countries: GeometryCollection }>;

/** Coasts and borders from the site itself: what there is of a map when no tile comes. */
export async function coastlinesLayer(url: string): Promise<GeoJSON> {
	const world: Countries = await (await fetch(url)).json();
	return geoJSON(feature(world, world.objects.countries), {
		interactive: false,
		pane: "coastlines",
		// In SVG, the colours are the style sheet's: light and dark.
		style: { className: "coastline", renderer: svg({ pane: "coastlines" }) },
	});
}
