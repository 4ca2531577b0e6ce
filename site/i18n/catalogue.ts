/** What the page says, in each of its languages: `en` is the type of them all. */
import { en } from "./en.ts";
import { ja } from "./ja.ts";

export type Texts = typeof en;
export type Language = "en" | "ja";

export const catalogues: Record<Language, Texts> = { en, ja };
