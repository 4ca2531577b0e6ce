/** Names of the site's other files, which change with their content: build/site.ts puts them in. */
export interface SiteAssets {
	/** Borders and coasts by scale. */
	countries: { "110m": string; "50m": string };
	/** The script that reads months. */
	worker: string;
}
