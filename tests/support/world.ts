/**
 * Simulated soundings: XCO2 with a yearly rise, a season, a gradient from north
 * to south, weather for each cell and noise for each sounding. One month has
 * known anomalies on top.
 */
import { cellAt, type Soundings } from "../../tools/data/ingest/cellDays.ts";
import { mulberry32 } from "../../tools/data/sampleModel.ts";

export interface WorldOptions {
	seed: number;
	/** Years with soundings, in June of each. The anomalies are in the last year. */
	years: number[];
	/** Tracks from 57°S to 57°N. The satellite passes each on three days of the month. */
	tracks?: number;
	/** Soundings for each cell of a track. */
	soundings?: number;
	/** Cells with an anomaly. */
	anomalies?: number;
	/** Cells with an excess on a single day, which is not an anomaly. */
	flashes?: number;
	/** Excess of an anomaly, ppm. */
	excess?: number;
}

export interface World {
	/** Soundings by day, `YYYY-MM-DD`. */
	days: { date: string; soundings: Soundings }[];
	/** Cells of 1 degree with an anomaly. */
	planted: Set<number>;
}

const rows = Array.from({ length: 39 }, (_, row) => 3 * row - 57.5);
const visits = 3;

export function worldOf({
	seed,
	years,
	tracks = 3,
	soundings = 4,
	anomalies = 5,
	flashes = 5,
	excess = 6,
}: WorldOptions): World {
	const random = mulberry32(seed);
	const normal = () =>
		Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const lons = Array.from(
		{ length: tracks },
		(_, track) => Math.floor(track * (360 / tracks) + 20 * random()) - 179.5,
	);
	const places = lons.flatMap((lon) => rows.map((lat) => ({ lat, lon })));
	const chosen = Array.from({ length: anomalies + flashes }, () =>
		places.splice(Math.floor(random() * places.length), 1),
	).map(([place]) => cellAt(place?.lat ?? 0, place?.lon ?? 0, 1));
	const planted = new Set(chosen.slice(0, anomalies));
	const flashing = new Set(chosen.slice(anomalies));
	const lastYear = Math.max(...years);
	/** One pass of a track: the weather is the same for all soundings of a cell. */
	const track = (lon: number, year: number, visit: number) => {
		const found: number[][] = [];
		for (const lat of rows) {
			const weather = 0.6 * normal();
			const cell = cellAt(lat, lon, 1);
			const isExcess =
				year === lastYear &&
				(planted.has(cell) || (flashing.has(cell) && visit === 0));
			for (let one = 0; one < soundings; one++) {
				const place = [
					lat + 0.4 * (random() - 0.5),
					lon + 0.4 * (random() - 0.5),
				];
				const good =
					background(place[0] as number, year) + weather + 0.8 * normal();
				const isBad = random() < 0.3;
				// A bad sounding is far off or has the product's fill value.
				const bad = random() < 0.5 ? -999_999 : good + 30 * normal();
				found.push([
					...place,
					isBad ? bad : good + (isExcess ? excess : 0),
					isBad ? 1 : 0,
				]);
			}
			// Enough good soundings, so that each pass of a cell counts.
			for (let one = 0; one < 5; one++)
				found.push([
					lat,
					lon,
					background(lat, year) +
						weather +
						0.8 * normal() +
						(isExcess ? excess : 0),
					0,
				]);
		}
		return found;
	};
	const days = years.flatMap((year) =>
		Array.from({ length: visits }, (_, visit) => ({
			date: `${year}-06-${String(1 + 10 * visit).padStart(2, "0")}`,
			soundings: columns(lons.flatMap((lon) => track(lon, year, visit))),
		})),
	);
	return { days, planted };
}

/** ppm. */
function background(lat: number, year: number): number {
	const north = Math.sin((lat * Math.PI) / 180);
	return 412 + 2.5 * (year - 2020) + 2 * north - 3 * Math.max(0, north);
}

function columns(found: number[][]): Soundings {
	const of = (at: number) =>
		Float32Array.from(found, (row) => row[at] as number);
	return {
		latitude: of(0),
		longitude: of(1),
		xco2: of(2),
		uncertainty: new Float32Array(found.length).fill(0.5),
		quality: Int8Array.from(found, (row) => row[3] as number),
	};
}
