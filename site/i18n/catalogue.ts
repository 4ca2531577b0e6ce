/** The page's texts in each language. All have the type of the English texts, so that the compiler finds a missing one. */
import type { Language } from "../../contract/languages.ts";
import { en } from "./en.ts";
import { ja } from "./ja.ts";

export type Texts = typeof en;
export type { Language };

export const catalogues: Record<Language, Texts> = { en, ja };
