/** A worker that reads the fine borders: the page would not respond for up to 0.2 s on a phone. */
import { type BorderIndex, indexBorders } from "./borders.ts";
import { fetchCountries } from "./countries.ts";
import { type Rings, ringsOf } from "./rings.ts";

export interface FineWorld {
	borders: BorderIndex;
	rings: Rings;
}

/** The message is the address of the file; the reply is undefined if it cannot be loaded. */
addEventListener("message", async ({ data }: MessageEvent<string>) => {
	const countries = await fetchCountries(data).catch(() => undefined);
	if (!countries) return reply(undefined, []);
	const borders = indexBorders(countries);
	const rings = ringsOf(countries);
	const { edges, owners, starts } = borders;
	const arrays = [edges, owners, starts, rings.points, rings.starts];
	reply(
		{ borders, rings },
		arrays.map(({ buffer }) => buffer),
	);
});

function reply(world: FineWorld | undefined, transfer: Transferable[]): void {
	(
		postMessage as (
			world: FineWorld | undefined,
			transfer: Transferable[],
		) => void
	)(world, transfer);
}
