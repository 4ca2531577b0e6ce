/**
 * The parts of Leaflet that the map uses, from its source modules. No bundler
 * can leave out parts of the file in its `dist` folder, which is twice as large.
 */
import "../trustedTypes.ts";
import "leaflet/src/map/handler/Map.BoxZoom.js";
import "leaflet/src/map/handler/Map.DoubleClickZoom.js";
import "leaflet/src/map/handler/Map.Drag.js";
import "leaflet/src/map/handler/Map.ScrollWheelZoom.js";
import "leaflet/src/map/handler/Map.TouchZoom.js";

export { setPosition, setTransform } from "leaflet/src/dom/DomUtil.js";
export { LatLng } from "leaflet/src/geo/LatLng.js";
export { LatLngBounds } from "leaflet/src/geo/LatLngBounds.js";
export { Bounds } from "leaflet/src/geometry/Bounds.js";
export { Point } from "leaflet/src/geometry/Point.js";
export { clipPolygon } from "leaflet/src/geometry/PolyUtil.js";
export { TileLayer } from "leaflet/src/layer/tile/TileLayer.js";
export { Map as LeafletMap } from "leaflet/src/map/Map.js";
