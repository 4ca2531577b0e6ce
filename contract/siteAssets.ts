/** Names of the site's other files, which contain hashes. build/site.ts inserts them. */
export interface SiteAssets {
	/** Borders and coasts by scale. */
	countries: { "110m": string; "50m": string };
	/** The worker script that reads months. */
	worker: string;
	/** The worker script that reads the borders of 1:50 million. */
	bordersWorker: string;
}
