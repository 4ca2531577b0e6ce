/** What the page says, in each of its languages: `en` is the type of them all. */
import type { Language } from "../../contract/fields.ts";
import { en } from "./en.ts";
import { ja } from "./ja.ts";

export type Texts = typeof en;
export type { Language };

export const catalogues: Record<Language, Texts> = { en, ja };
