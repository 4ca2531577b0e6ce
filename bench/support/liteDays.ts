/** Lite files of one day with 100,000 soundings each, compressed like the product. */
import { mkdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { liteName, writeLiteFile } from "../../tests/support/liteFiles.ts";
import { temporaryFolder } from "./data.ts";

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

/** Writes the files once. */
export async function writeDays(count: number): Promise<string[]> {
	const folder = temporaryFolder();
	const paths: string[] = [];
	for (let day = 0; day < count; day++) {
		const date = new Date(Date.UTC(2023, 0, 1 + day))
			.toISOString()
			.slice(0, 10);
		paths.push(
			await writeLiteFile(folder, liteName(2, date), dayOfSoundings(day), {
				chunk: 10_000,
			}),
		);
	}
	return paths;
}

/** A folder with some of the files. */
export function folderOf(paths: string[]): string {
	const folder = join(temporaryFolder(), "files");
	mkdirSync(folder);
	for (const path of paths) symlinkSync(path, join(folder, basename(path)));
	return folder;
}
