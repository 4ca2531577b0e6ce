/** Light or dark, as the browser prefers. */
import { signal } from "@preact/signals-core";
import type { Scheme } from "./map/scale.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");
const now = (): Scheme => (dark.matches ? "dark" : "light");

export const scheme = signal<Scheme>(now());

dark.addEventListener("change", () => {
	scheme.value = now();
});
