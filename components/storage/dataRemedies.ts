/** Remedies for invalid values, with a guess at the cause. */

/**
 * @param field as `geometry.coordinates[1]`
 * @param found the value of the field
 * @param parent the object or array with the field
 */
export function remedyFor(
	field: string,
	found: unknown,
	parent: unknown,
): string {
	const guess = field.startsWith("geometry.coordinates[")
		? coordinatesGuess(parent)
		: undefined;
	return guess ?? typeGuess(field, found);
}

function coordinatesGuess(coordinates: unknown): string | undefined {
	const [lon, lat] = coordinates as unknown[];
	if (typeof lon !== "number" || typeof lat !== "number") return undefined;
	if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90)
		return `latitude and longitude seem to be exchanged; GeoJSON writes [longitude, latitude]: [${lat}, ${lon}]`;
	if (lon > 180 && lon <= 360)
		return `the longitudes seem to run from 0 to 360; write ${Number((lon - 360).toFixed(10))}`;
	return undefined;
}

function typeGuess(field: string, found: unknown): string {
	if (found === "NaN" || found === "Infinity" || found === "-Infinity")
		return "JSON has no such number; leave the feature out, or give its value";
	if (found === null || found === undefined)
		return "give the value, or leave the feature out";
	if (
		typeof found === "string" &&
		found.trim() &&
		Number.isFinite(Number(found))
	)
		return `write the number without quotation marks: ${Number(found)}`;
	if (field === "geometry.type")
		return "write a feature with a Point for each place";
	return "correct the value, or leave the feature out";
}
