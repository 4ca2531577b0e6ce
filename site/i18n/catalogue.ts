/** The page's texts in each language; all have the type of the English ones. */
import type { Language } from "../../contract/fields.ts";
import { en } from "./en.ts";
import { ja } from "./ja.ts";

export type Texts = typeof en;
export type { Language };

export const catalogues: Record<Language, Texts> = { en, ja };
