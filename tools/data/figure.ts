/** `data figure`: draws the method with a sample month: background, departure, severity. */
import type { MonthOfAnomalies } from "../../contract/month.ts";
import { writeWhole } from "../cli/files.ts";
import { pathFrom } from "../cli/options.ts";
import type { Commands } from "../cli/run.ts";
import { sampleMonth } from "./sampleModel.ts";

const month = "202407";

export const addFigure: Commands = (program, terminal) => {
	program
		.command("figure")
		.description("Draws the sample month of docs/data.md as SVG.")
		.argument("<file>", "file to write", pathFrom(terminal.folder))
		.action((file: string) => writeWhole(file, drawn(sampleMonth(month))));
};

/** Colours that people with colour blindness can distinguish: https://jfly.uni-koeln.de/color/ */
const colours: Record<string, string> = {
	low: "#56b4e9",
	medium: "#e69f00",
	high: "#d55e00",
};

const [width, height, margin] = [720, 360, 48];
const [leastLat, mostLat] = [-50, 70];
const [leastPpm, mostPpm] = [418, 438];

const x = (lat: number) =>
	margin + ((lat - leastLat) / (mostLat - leastLat)) * (width - 2 * margin);
const y = (ppm: number) =>
	height -
	margin -
	((ppm - leastPpm) / (mostPpm - leastPpm)) * (height - 2 * margin);
const at = (value: number) => value.toFixed(1);

/** Draws a line from the background up to each value, at its latitude. */
export function drawn({ features }: MonthOfAnomalies): string {
	const places = features
		.map(({ geometry, properties }) => ({
			lat: geometry.coordinates[1],
			...properties,
		}))
		.sort((a, b) => a.lat - b.lat);
	const background = places
		.map(({ lat, baseline_mean }) => `${at(x(lat))},${at(y(baseline_mean))}`)
		.join(" ");
	const anomalies = places.map(
		({ lat, xco2, baseline_mean, severity }) =>
			`<path d="M${at(x(lat))} ${at(y(baseline_mean))}V${at(y(xco2))}" stroke="#bbb"/><circle cx="${at(x(lat))}" cy="${at(y(xco2))}" r="3" fill="${colours[severity]}"/>`,
	);
	const label = (left: number, top: number, text: string, anchor = "middle") =>
		`<text x="${at(left)}" y="${at(top)}" text-anchor="${anchor}">${text}</text>`;
	const lats = [-40, -20, 0, 20, 40, 60].map((lat) =>
		label(x(lat), height - margin + 18, `${lat}°`),
	);
	const ppms = [420, 425, 430, 435].map((ppm) =>
		label(margin - 6, y(ppm) + 4, `${ppm}`, "end"),
	);
	const legend = Object.entries(colours).map(
		([severity, colour], row) =>
			`<circle cx="${margin + 20}" cy="${margin + 16 * row}" r="3" fill="${colour}"/>${label(margin + 28, margin + 4 + 16 * row, severity, "start")}`,
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="XCO2 of the anomalies of a synthetic month by latitude, above the background">`,
		`<rect width="${width}" height="${height}" fill="#fff"/>`,
		...anomalies,
		`<polyline points="${background}" fill="none" stroke="#000" stroke-width="1.5"/>`,
		...lats,
		...ppms,
		...legend,
		label(width / 2, height - 8, "latitude, degrees north"),
		label(
			margin,
			20,
			"XCO2, ppm (synthetic month); the line is the background",
			"start",
		),
		"</svg>\n",
	].join("\n");
}
