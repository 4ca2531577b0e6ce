/** The colour of a z-score. */
export type Scheme = "light" | "dark";
/** Lower bounds of the classes. */
export const zStops = [0, 1, 2, 3, 4, 5, 7];
const ramps: Record<Scheme, string[]> = {
	light: [
		"#f3d9b1",
		"#f0b27a",
		"#e58b4e",
		"#d1603a",
		"#ab3a35",
		"#7b1f35",
		"#4a0d2e",
	],
	dark: [
		"#5b3a4e",
		"#7f3f55",
		"#a94a52",
		"#cf6347",
		"#e88a4a",
		"#f7b865",
		"#ffe9a8",
	],
};
export function colorOf(zscore: number, scheme: Scheme): string {
	let at = 0;
	while (at + 1 < zStops.length && zscore >= (zStops[at + 1] as number)) at++;
	return ramps[scheme][at] as string;
}
