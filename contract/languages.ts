/** Languages of the page and of the answers, as BCP 47 tags. `site/i18n/` has the texts of each. */
export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];
