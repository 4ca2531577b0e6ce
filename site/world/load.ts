/** Loads coasts and borders from the site itself. After a failure, the next call tries again. */
import { assets } from "../assets.ts";
import { scriptUrl } from "../trustedTypes.ts";
import type { BorderIndex } from "./borders.ts";
import type { FineWorld } from "./bordersWorker.ts";
import { fetchCountries } from "./countries.ts";
import { type Rings, ringsOf } from "./rings.ts";

/** The scale of coasts and borders: 1:110 million or 1:50 million. */
export type Scale = "110m" | "50m";

let fine: Promise<FineWorld> | undefined;

export async function loadRings(scale: Scale): Promise<Rings> {
	if (scale === "50m") return (await loadFine()).rings;
	return ringsOf(await fetchCountries(assets().countries["110m"]));
}

export async function loadBorders(): Promise<BorderIndex> {
	return (await loadFine()).borders;
}

/** Fetched once, by a worker that then ends. */
function loadFine(): Promise<FineWorld> {
	if (fine) return fine;
	const load = readInWorker(assets().countries["50m"]);
	fine = load;
	load.catch(() => {
		fine = undefined;
	});
	return load;
}

function readInWorker(file: string): Promise<FineWorld> {
	const worker = new Worker(scriptUrl(assets().bordersWorker), {
		type: "module",
	});
	return new Promise<FineWorld>((resolve, reject) => {
		worker.addEventListener(
			"message",
			({ data }: MessageEvent<FineWorld | undefined>) =>
				data ? resolve(data) : reject(new Error(`${file} was not loaded`)),
		);
		worker.addEventListener("error", () =>
			reject(new Error("the worker for borders was not loaded")),
		);
		worker.postMessage(file);
	}).finally(() => worker.terminate());
}
