/** The types of Leaflet's source modules are those of the package. */
declare module "leaflet/src/map/Map.js" {
	export { Map } from "leaflet";
}
declare module "leaflet/src/map/handler/*" {}
declare module "leaflet/src/layer/tile/TileLayer.js" {
	export { TileLayer } from "leaflet";
}
declare module "leaflet/src/geo/LatLng.js" {
	export { LatLng } from "leaflet";
}
declare module "leaflet/src/geo/LatLngBounds.js" {
	export { LatLngBounds } from "leaflet";
}
declare module "leaflet/src/geometry/Bounds.js" {
	export { Bounds } from "leaflet";
}
declare module "leaflet/src/geometry/Point.js" {
	export { Point } from "leaflet";
}
declare module "leaflet/src/geometry/PolyUtil.js" {
	import { PolyUtil } from "leaflet";
	export const clipPolygon: typeof PolyUtil.clipPolygon;
}
declare module "leaflet/src/dom/DomUtil.js" {
	import { DomUtil } from "leaflet";
	export const setPosition: typeof DomUtil.setPosition;
	export const setTransform: typeof DomUtil.setTransform;
}
