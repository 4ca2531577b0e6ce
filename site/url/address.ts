/**
 * Reads and writes the fragment of the page's address, which is the choice:
 * `#202306/3/-11.0169/-43.6863?at=-11.0169,-43.68633&severity=high&lang=ja`.
 * Before the `?` are month, zoom and centre of the map, as in earlier versions.
 */
import { severities } from "../../contract/fields.ts";
import { languages } from "../../contract/languages.ts";
import { type Filter, noFilter, type Sort } from "../list/filter.ts";
import type { MapView } from "../map/map.ts";
import type { Choice, Place } from "../state/state.ts";

const sorts: Sort[] = [
	"zscore",
	"deviation",
	"uncertainty",
	"days",
	"severity",
	"place",
	"distance",
];

export function readAddress(fragment: string): Choice {
	const [path = "", query = ""] = fragment.replace(/^#/, "").split("?");
	const [month = "", ...view] = path.split("/");
	const chosen = new URLSearchParams(query);
	const other = chosen.get("with") ?? "";
	return {
		month: month === "" ? undefined : decode(month),
		at: readPlace(chosen.get("at")),
		view: readView(view),
		filter: readFilter(chosen),
		display: chosen.get("show") === "table" ? "table" : "map",
		compare: /^\d{6}$/.test(other) && other !== month ? other : undefined,
		language: languages.find((known) => known === chosen.get("lang")),
	};
}

/** Text with an invalid percent encoding is kept as it is. */
function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function readView(parts: string[]): MapView | undefined {
	const [zoom = NaN, lat = NaN, lon = NaN] = parts.map((text) =>
		Number.parseFloat(text),
	);
	const isView = zoom >= 0 && Math.abs(lat) <= 90 && Number.isFinite(lon);
	return isView ? { zoom, lat, lon: wrapped(lon) } : undefined;
}

/** A map that was dragged across the antimeridian wrote longitudes beyond 180° in earlier versions. */
function wrapped(lon: number): number {
	return Math.abs(lon) <= 180 ? lon : lon - 360 * Math.round(lon / 360);
}

function readPlace(text: string | null): Place | undefined {
	const [lat = NaN, lon = NaN] = (text ?? "").split(",").map(Number.parseFloat);
	return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}

function readFilter(chosen: URLSearchParams): Filter {
	const number = (name: string) => {
		const value = Number.parseFloat(chosen.get(name) ?? "");
		return Number.isFinite(value) ? value : undefined;
	};
	const named = (chosen.get("severity") ?? "").split(",");
	return {
		search: chosen.get("find") ?? "",
		severities: severities.filter((severity) => named.includes(severity)),
		minZscore: number("z"),
		minDeviation: number("ppm"),
		minDays: number("days"),
		maxUncertainty: number("uncertainty"),
		sort: sorts.find((sort) => sort === chosen.get("sort")) ?? noFilter.sort,
		ascending: chosen.get("order") === "up",
	};
}

/** Four decimals of a degree are 11 m, less than a pixel of the map; five identify an anomaly. */
export function writeAddress(choice: Choice): string {
	const { month = "", at, view, filter, display, compare, language } = choice;
	const path = view
		? `${month}/${view.zoom}/${view.lat.toFixed(4)}/${view.lon.toFixed(4)}`
		: month;
	const chosen = new URLSearchParams();
	const put = (name: string, value: string | number | undefined) => {
		if (value !== undefined && value !== "") chosen.set(name, String(value));
	};
	put("at", at && `${Number(at.lat.toFixed(5))},${Number(at.lon.toFixed(5))}`);
	put("find", filter.search);
	put("severity", filter.severities.join(","));
	put("z", filter.minZscore);
	put("ppm", filter.minDeviation);
	put("days", filter.minDays);
	put("uncertainty", filter.maxUncertainty);
	put("sort", filter.sort === noFilter.sort ? undefined : filter.sort);
	put("order", filter.ascending ? "up" : undefined);
	put("show", display === "table" ? display : undefined);
	put("with", compare);
	put("lang", language);
	// A fragment may contain commas, and they are easier to read.
	const query = chosen.toString().replaceAll("%2C", ",");
	return `#${path}${query && `?${query}`}`;
}
