/** English texts, in the order of the page. Functions get formatted numbers, except for counts. */
import { seaNames } from "../places/seaNames.ts";
import { enPanel } from "./enPanel.ts";
import { enTools } from "./enTools.ts";
import { whole } from "./format.ts";

const many = (count: number, one: string, more: string) =>
	`${whole(count, "en")} ${count === 1 ? one : more}`;

export const en = {
	...enPanel,
	...enTools,
	title: "CO₂ anomaly map",
	tagline: "CO₂ above its baseline, from OCO-2 and OCO-3",
	synthetic: "Sample data: made by a model, not measured by a satellite.",
	skipToList: "Skip to the list of anomalies",
	skipToMap: "Skip to the map",
	languageName: "English",
	aboutData: "About these data",
	close: "Close",
	months: "Months",
	monthLabel: (month: string, count: number, z: string | undefined) =>
		z === undefined
			? `${month}: no anomalies listed`
			: `${month}: ${many(count, "anomaly", "anomalies")} listed, highest z-score ${z}`,
	noData: (month: string) => `${month}: no data`,
	anomalies: "Anomalies",
	documentTitle: (what: string) => `${what} – CO₂ anomaly map`,
	map: "Map of the anomalies of the month",
	loading: "Loading…",
	nothingListed: "The file of this month lists no anomalies.",
	/** The limit is stated in the file: more may have stood out. */
	shownOfLimit: (count: number, limit: number) =>
		`${whole(count, "en")} shown: the file is limited to the ${whole(limit, "en")} strongest.`,
	listed: (count: number) =>
		`${many(count, "anomaly", "anomalies")} listed. The file does not state whether weaker ones are left out.`,
	matching: (count: number, all: number) =>
		`The filter shows ${whole(count, "en")} of ${whole(all, "en")}.`,
	nothingMatches: "No anomaly of this month matches.",
	clearFilter: "Clear the filter",
	showMore: (count: number) => `Show ${whole(count, "en")} more`,
	problems: (count: number) =>
		`${many(count, "feature", "features")} of the file could not be read`,
	problem: (feature: string, field: string, found: string, rule: string) =>
		`Feature ${feature}, ${field}: ${found} — ${rule}`,
	unknownMonth: (month: string) => `There is no data for ${month}.`,
	openNewest: (month: string) => `Open the latest month, ${month}`,
	unknownPlace: (place: string, month: string) =>
		`No anomaly is listed at ${place} in ${month}. It may have been withdrawn, or the address is wrong.`,
	monthFailed: (month: string) => `${month} could not be loaded.`,
	indexFailed: "The list of months could not be loaded.",
	loadAgain: "Load again",
	offline:
		"You are offline. Loaded data stays available; the rest loads when you are online again.",
	onlineAgain: "You are online again.",
	search: "Search by country, sea or coordinates",
	searchHint: "Country, sea, or 35.7, 139.7",
	near: (place: string, km: string) => `Within ${km} km of ${place}`,
	sortBy: "Sort by",
	sorts: {
		zscore: "z-score",
		deviation: "Deviation",
		uncertainty: "Uncertainty",
		days: "Detection days",
		severity: "Severity",
		place: "Country or sea",
		distance: "Distance",
	},
	ascending: "Smallest first",
	descending: "Largest first",
	filter: "Filter",
	minZscore: "z-score at least",
	minDeviation: "Deviation at least (ppm)",
	minDays: "Detection days at least",
	maxUncertainty: "Uncertainty at most (ppm)",
	severity: "Severity",
	severities: {
		high: "high",
		medium: "medium",
		low: "low",
		unknown: "unknown",
	},
	/** `low` and `high` are written z-scores; `high` is missing for the topmost class. */
	threshold: (low: string | undefined, high: string | undefined) => {
		if (low === undefined)
			return high === undefined ? "threshold not stated" : `z < ${high}`;
		return high === undefined ? `z ≥ ${low}` : `${low} ≤ z < ${high}`;
	},
	thresholdNotStated: "thresholds not stated in the file",
	inThisMonth: (low: string, high: string) =>
		low === high ? `z ${low} here` : `z ${low} to ${high} here`,
	legend: "Colour: z-score",
	notSeen: "OCO-3 cannot observe beyond about ±52° latitude.",
	showMap: "Map",
	showTable: "Table",
	display: "Display",
	columns: {
		place: "Place",
		coordinates: "Coordinates",
		zscore: "z-score",
		deviation: "Deviation (ppm)",
		uncertainty: "Uncertainty (ppm)",
		co2: "XCO₂ (ppm)",
		days: "Days",
		severity: "Severity",
	},
	sea: seaNames.en as Record<string, string>,
	days: (count: number) => many(count, "day", "days"),
	km: (km: string) => `${km} km`,
	choose: (count: number) => `${many(count, "anomaly", "anomalies")} here`,
	more: (count: number) => `and ${whole(count, "en")} more: zoom in`,
};
