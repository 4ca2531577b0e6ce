/** Runs in the browser: shows the points of a month with Leaflet's own markers or circles. */
import {
	circleMarker,
	divIcon,
	layerGroup,
	map as leafletMap,
	marker,
} from "leaflet";
import type { MonthOfAnomalies } from "../../contract/month.ts";

const [kind, file] = location.hash.slice(1).split("/") as [string, string];
const map = leafletMap("map", { preferCanvas: true, zoomSnap: 0.25 });
map.fitBounds([
	[-58, -180],
	[80, 180],
]);

const response = await fetch(file);
const { features }: MonthOfAnomalies = await response.json();
const icon = divIcon({ className: "dot", iconSize: [10, 10] });
const layers = features.map(({ geometry: { coordinates } }) => {
	const [lon, lat] = coordinates;
	return kind === "divIcon"
		? marker([lat, lon], { icon })
		: circleMarker([lat, lon], { radius: 5 });
});
layerGroup(layers).addTo(map);
document.title = "shown";
