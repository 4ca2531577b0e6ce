/**
 * The model of the sample months. They are synthetic and the same on any machine.
 *
 * XCO2 far from sources is `background`: 415.0 ppm at the start of 2021, plus
 * 2.5 ppm per year, plus a seasonal cycle that is strongest in the north and
 * reversed in the south. Around each source of the list below, a month has up
 * to eight anomalies, scattered with a standard deviation of 0.6 degrees. Their
 * excess over the background is the source's strength (ppm) times 0.6 to 1.4.
 * Fires burn only in their season. The spread of the baseline is 1.2 to 3.2
 * ppm. The z-score is the excess divided by the spread; a z-score below 1 is
 * not an anomaly. z >= 5 is high, z >= 2 medium. All random numbers come from
 * one pseudo-random sequence with the month as its seed.
 */
import type { Method } from "../../contract/method.ts";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import type { AnomalyFeature } from "../../contract/observation.ts";

interface Source {
	lat: number;
	lon: number;
	/** Typical excess of XCO2 on a day of detection, ppm. */
	strength: number;
	/** First and last month of its season; undefined for all year. */
	season?: [number, number];
}

const sources: Source[] = [
	// Cities and industry
	{ lat: 35.6, lon: 139.7, strength: 4.5 }, // Tokyo
	{ lat: 34.0, lon: -118.2, strength: 5 }, // Los Angeles
	{ lat: 39.9, lon: 116.4, strength: 5.5 }, // Beijing
	{ lat: 31.2, lon: 121.4, strength: 5 }, // Shanghai
	{ lat: 23.1, lon: 113.3, strength: 4.5 }, // Pearl River Delta
	{ lat: 28.6, lon: 77.2, strength: 5.5 }, // Delhi
	{ lat: 24.1, lon: 82.7, strength: 6.5 }, // Singrauli coal belt
	{ lat: -26.2, lon: 29.2, strength: 7 }, // Highveld power stations
	{ lat: 50.6, lon: 6.6, strength: 5 }, // Rhineland lignite
	{ lat: 51.2, lon: 19.3, strength: 5.5 }, // Belchatow
	{ lat: 30.1, lon: 31.3, strength: 4 }, // Cairo
	{ lat: 35.7, lon: 51.4, strength: 4.5 }, // Tehran
	{ lat: 24.7, lon: 46.7, strength: 4 }, // Riyadh
	{ lat: 19.4, lon: -99.1, strength: 4.5 }, // Mexico City
	{ lat: 40.7, lon: -74, strength: 3.5 }, // New York
	{ lat: 29.7, lon: -95.2, strength: 4 }, // Houston
	{ lat: -23.5, lon: -46.6, strength: 3 }, // Sao Paulo
	{ lat: -38.2, lon: 146.4, strength: 4.5 }, // Latrobe Valley
	{ lat: 55.8, lon: 37.6, strength: 4 }, // Moscow
	{ lat: 41, lon: 29, strength: 3.5 }, // Istanbul
	// Fires, with their seasons
	{ lat: -9.5, lon: -55, strength: 8, season: [7, 10] }, // southern Amazon
	{ lat: -11, lon: -45, strength: 6, season: [7, 10] }, // Cerrado
	{ lat: -9, lon: 24, strength: 6.5, season: [6, 9] }, // miombo woodland
	{ lat: 8.5, lon: 20, strength: 5.5, season: [11, 2] }, // Sahel savanna
	{ lat: 53, lon: -120, strength: 9, season: [5, 9] }, // British Columbia
	{ lat: 61, lon: 115, strength: 8.5, season: [6, 8] }, // Yakutia
	{ lat: -15.5, lon: 132, strength: 5, season: [5, 10] }, // Arnhem Land
	{ lat: 30.5, lon: 75.5, strength: 7, season: [10, 11] }, // Punjab stubble
	{ lat: -2.5, lon: 113.5, strength: 6, season: [8, 10] }, // Kalimantan peat
	{ lat: 38.8, lon: -121.5, strength: 7, season: [7, 10] }, // California
];

/**
 * A generator of random numbers from 0 to 1 that is the same on every machine.
 * @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32
 */
export function mulberry32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** XCO2 far from any source, ppm. */
function background(lat: number, year: number, month: number): number {
	const growth = 2.5 * (year - 2021 + (month - 0.5) / 12);
	// XCO2 peaks in May in the north, and weakly half a year later in the south.
	const amplitude = lat > 0 ? 1 + 2.5 * Math.sin((lat * Math.PI) / 180) : -0.5;
	return 415 + growth + amplitude * Math.cos(((month - 5) * Math.PI) / 6);
}

function inSeason({ season }: Source, month: number): boolean {
	if (!season) return true;
	const [first, last] = season;
	return first <= last
		? first <= month && month <= last
		: first <= month || month <= last;
}

/** The method that the months state. It claims only what is true for a model. */
const method: Method = {
	reference_window: "none: the background is computed",
	thresholds: { low: 1, medium: 2, high: 5 },
	least_detection_days: 3,
	product: "none: made by a model, not seen by a satellite",
	software: "tools/data/sampleModel.ts",
};

/** @param name `YYYYMM` */
export function sampleMonth(name: string): MonthOfAnomalies {
	const year = Number(name.slice(0, 4));
	const month = Number(name.slice(4));
	const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
	const random = mulberry32(Number(name));
	const between = (from: number, to: number) => from + (to - from) * random();
	const scatter = () =>
		Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const granuleOf = (day: number, satellite: number) =>
		`oco${satellite}_LtCO2_${name.slice(2)}${String(day).padStart(2, "0")}_SYNTHETIC_000000000000s.nc4`;

	const features: AnomalyFeature[] = [];
	for (const source of sources) {
		const count = inSeason(source, month) ? Math.floor(between(2, 9)) : 0;
		for (let index = 0; index < count; index++) {
			const lat = Math.fround(source.lat + 0.6 * scatter());
			const lon = Math.fround(source.lon + 0.6 * scatter());
			const mean = Math.fround(background(lat, year, month));
			const excess = Math.fround(source.strength * between(0.6, 1.4));
			const spread = Math.fround(between(1.2, 3.2));
			const uncertainty = Math.fround(between(0.35, 1.3));
			const satellite = random() < 0.5 ? 2 : 3;
			const seen = new Set<number>();
			const wanted = Math.floor(between(3, 8));
			while (seen.size < wanted) seen.add(Math.floor(between(1, days + 1)));
			const files = [...seen]
				.sort((a, b) => a - b)
				.map((day) => granuleOf(day, satellite));
			const zscore = excess / spread;
			if (zscore < 1) continue;
			features.push({
				type: "Feature",
				geometry: { type: "Point", coordinates: [lon, lat] },
				properties: {
					xco2: mean + excess,
					xco2_uncertainty: uncertainty,
					baseline_mean: mean,
					baseline_std: spread,
					zscore,
					deviation_ppm: excess,
					source_file: files[Math.floor(random() * files.length)] as string,
					severity: zscore >= 5 ? "high" : zscore >= 2 ? "medium" : "low",
					detection_days: files.length,
					detection_files: files,
				},
			});
		}
	}
	features.sort((a, b) => b.properties.zscore - a.properties.zscore);
	return { type: "FeatureCollection", method, features };
}
