/** Numbers, places and days as the page writes them. */

export function monthName(month: string, length: "short" | "long"): string {
	const day = new Date(`${month.slice(0, 4)}-${month.slice(4)}-01`);
	const options: Intl.DateTimeFormatOptions =
		length === "short"
			? { month: "short", timeZone: "UTC" }
			: { month: "long", year: "numeric", timeZone: "UTC" };
	return new Intl.DateTimeFormat("en", options).format(day);
}

export function place({ lat, lon }: { lat: number; lon: number }): string {
	return `${degrees(lat, "N", "S")} ${degrees(lon, "E", "W")}`;
}

function degrees(value: number, positive: string, negative: string): string {
	return `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;
}

export function ppm(value: number): string {
	return `${value.toFixed(2)} ppm`;
}

export function signed(value: number): string {
	return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
