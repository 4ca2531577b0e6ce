/** Repairs a month where its text shows the intended value. */
import { isDeepStrictEqual } from "node:util";
import { checkMonth } from "../../components/storage/checkMonth.ts";
import { parseData } from "../../components/storage/parseData.ts";
import { monthOfFile } from "../../contract/month.ts";
import { granule } from "../../contract/observation.ts";

export interface Mended {
	/** The file name of the repaired month. */
	file: string;
	json: string;
	/** Descriptions of the changes. */
	changes: string[];
}

type Values = Record<string, unknown>;

/**
 * @param leaveOut leaves out features that cannot be repaired, and reports them
 * @returns undefined when a problem remains that only a person can decide
 */
export function fixMonth(
	file: string,
	bytes: Uint8Array,
	leaveOut: boolean,
): Mended | undefined {
	const parsed = parseData(bytes);
	if ("unreadable" in parsed) return undefined;
	const collection = parsed.json as Values | null;
	if (!Array.isArray(collection?.features)) return undefined;
	const name = monthOfFile(file) ? file : nameOf(collection.features);
	if (!name) return undefined;
	const count = new Map<string, number>();
	const note = (change: string) =>
		count.set(change, (count.get(change) ?? 0) + 1);
	let features = withoutRepeated(
		collection.features.map((feature) => fixFeature(feature, note)),
		note,
	);
	const write = () => JSON.stringify({ ...collection, features });
	let checked = checkMonth(name, Buffer.from(write()));
	if ("problems" in checked && leaveOut) {
		const wrong = new Set(checked.problems.map(({ feature }) => feature));
		if (wrong.has(undefined)) return undefined;
		features = features.filter((_, index) => !wrong.has(index));
		for (const _ of wrong) note("left out, because it cannot be fixed");
		checked = checkMonth(name, Buffer.from(write()));
	}
	if ("problems" in checked) return undefined;
	const changes = [...count].map(([change, times]) => `${times} × ${change}`);
	return {
		file: name,
		json: changes.length > 0 ? write() : parsed.text,
		changes,
	};
}

/** The file name of the month, if all features are of the same month. */
function nameOf(features: unknown[]): string | undefined {
	const months = new Set(
		features.map((feature) => {
			const { source_file } = ((feature as Values)?.properties ?? {}) as Values;
			const date = granule(String(source_file))?.date;
			return date?.slice(0, 7).replace("-", "");
		}),
	);
	const [month] = months;
	return months.size === 1 && month ? `anomalies${month}.geojson` : undefined;
}

type Note = (change: string) => void;

const numbers = [
	"xco2",
	"xco2_uncertainty",
	"baseline_mean",
	"baseline_std",
	"zscore",
	"deviation_ppm",
	"detection_days",
];

function fixFeature(feature: unknown, note: Note): unknown {
	const { geometry, properties } = (feature ?? {}) as Record<string, Values>;
	if (!geometry || !properties) return feature;
	const fixedProperties = { ...properties };
	for (const field of numbers)
		fixedProperties[field] = numberOf(properties[field], note);
	const { coordinates } = geometry;
	const fixedGeometry = Array.isArray(coordinates)
		? { ...geometry, coordinates: fixPlace(coordinates, note) }
		: geometry;
	return {
		...(feature as Values),
		geometry: fixedGeometry,
		properties: fixedProperties,
	};
}

/** Converts a number in quotation marks; returns any other value unchanged. */
function numberOf(value: unknown, note: Note): unknown {
	if (typeof value !== "string" || value.trim() === "") return value;
	const number = Number(value);
	if (!Number.isFinite(number)) return value;
	note("a number written as text");
	return number;
}

function fixPlace(coordinates: unknown[], note: Note): unknown[] {
	const [lon, lat] = coordinates.map((value) => numberOf(value, note));
	if (coordinates.length > 2) note("an altitude left out");
	// An invalid latitude may mean that latitude and longitude are swapped. Only a person can decide that.
	const isMeridian =
		typeof lon === "number" &&
		typeof lat === "number" &&
		Math.abs(lat) <= 90 &&
		Math.abs(lon) > 180 &&
		Math.abs(lon) <= 360;
	if (!isMeridian) return [lon, lat];
	note("a longitude beyond 180 degrees, which is written within");
	return [lon > 0 ? lon - 360 : lon + 360, lat];
}

/** Removes features that are identical to an earlier one. */
function withoutRepeated(features: unknown[], note: Note): unknown[] {
	const byPlace = new Map<string, unknown[]>();
	return features.filter((feature) => {
		const { geometry, properties } = (feature ?? {}) as Record<string, Values>;
		const place = JSON.stringify([
			geometry?.coordinates,
			properties?.source_file,
		]);
		const others = byPlace.get(place) ?? [];
		const isRepeated = others.some((other) =>
			isDeepStrictEqual(other, feature),
		);
		if (isRepeated) note("a feature that was there twice");
		byPlace.set(place, [...others, feature]);
		return !isRepeated;
	});
}
