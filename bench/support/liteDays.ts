/** Lite files of one day with 100,000 soundings each, compressed like the product. */
import { readdirSync } from "node:fs";
import { liteName, writeLiteFile } from "../../tests/support/liteFiles.ts";

export const soundingsOfDay = 100_000;
/** Orbits of the satellite per day. */
const orbits = 15;

function dayOfSoundings(day: number) {
	const latitude = new Float32Array(soundingsOfDay);
	const longitude = new Float32Array(soundingsOfDay);
	const xco2 = new Float32Array(soundingsOfDay);
	const quality = new Int8Array(soundingsOfDay);
	const ofOrbit = soundingsOfDay / orbits;
	for (let row = 0; row < soundingsOfDay; row++) {
		const along = (row % ofOrbit) / ofOrbit;
		// Numbers that do not repeat, so that they compress like real ones.
		const noise = (row * 0.6180339887) % 1;
		latitude[row] = 120 * along - 60;
		longitude[row] =
			24 * Math.floor(row / ofOrbit) -
			175 +
			((1.5 * day) % 14) -
			10 * along +
			0.1 * noise;
		xco2[row] = 415 + (latitude[row] as number) / 30 + noise;
		quality[row] = noise < 0.3 ? 1 : 0;
	}
	const uncertainty = xco2.map((value) => value / 800);
	return { latitude, longitude, xco2, uncertainty, quality };
}

/** Adds files to a folder until it has this number of days. */
export async function addDays(folder: string, count: number): Promise<void> {
	for (let day = readdirSync(folder).length; day < count; day++) {
		const date = new Date(Date.UTC(2023, 0, 1 + day));
		const name = liteName(2, date.toISOString().slice(0, 10));
		const options = { chunk: 10_000 };
		await writeLiteFile(folder, name, dayOfSoundings(day), options);
	}
}
