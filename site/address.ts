/** What is looked at, as the fragment of the page's address: `#202306/3/-11.0169/-43.6863`. */

import type { MapView as View } from "./map/map.ts";

export type { View };

export interface Address {
	/** `YYYYMM` */
	month: string;
	view?: View;
}

export function readAddress(fragment: string): Address {
	const [month = "", ...rest] = fragment.replace(/^#/, "").split("/");
	const [zoom = NaN, lat = NaN, lon = NaN] = rest.map((text) =>
		Number.parseFloat(text),
	);
	const isView = zoom >= 0 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
	return isView ? { month, view: { zoom, lat, lon } } : { month };
}

/** Four digits of a degree are 11 m: below a pixel at every zoom of the map. */
export function writeAddress({ month, view }: Address): string {
	if (!view) return `#${month}`;
	const { zoom, lat, lon } = view;
	return `#${month}/${zoom}/${lat.toFixed(4)}/${lon.toFixed(4)}`;
}
