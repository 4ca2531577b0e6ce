/** English texts, in the order of the page. Functions get formatted numbers, except for counts. */
import type { SeaKey } from "../places/seas.ts";
import { whole } from "./format.ts";

const many = (count: number, one: string, more: string) =>
	`${whole(count, "en")} ${count === 1 ? one : more}`;

export const en = {
	title: "CO₂ anomaly map",
	tagline: "CO₂ above its baseline, from OCO-2 and OCO-3",
	synthetic: "Sample data: made by a model, not measured by a satellite.",
	skipToList: "Skip to the list of anomalies",
	skipToMap: "Skip to the map",
	aboutData: "About these data",
	close: "Close",
	months: "Months",
	/** `isCut`: weaker anomalies of the month are left out. */
	monthLabel: (
		month: string,
		count: number,
		z: string | undefined,
		isCut: boolean,
	) => {
		if (z === undefined) return `${month}: no anomalies listed`;
		const listed = isCut
			? `only the ${whole(count, "en")} strongest listed`
			: `${many(count, "anomaly", "anomalies")} listed`;
		return `${month}: ${listed}, highest z-score ${z}`;
	},
	noData: (month: string) => `${month}: no data`,
	anomalies: "Anomalies",
	documentTitle: (what: string) => `${what} – CO₂ anomaly map`,
	map: "Map of the anomalies of the month",
	loading: "Loading…",
	nothingListed:
		"The file of this month lists no anomalies. Most places were not observed, so this does not mean that nothing was unusual.",
	noMonths: "No month has been published yet.",
	/** The limit is stated in the file: more may have stood out. */
	shownOfLimit: (count: number, limit: number) =>
		`${whole(count, "en")} shown: the file is limited to the ${whole(limit, "en")} strongest.`,
	/** The limit is stated in the file, and not reached. */
	belowLimit: (count: number, limit: number) =>
		`${many(count, "anomaly", "anomalies")} listed. No weaker ones are left out: the file's limit is ${whole(limit, "en")}.`,
	listed: (count: number) =>
		`${many(count, "anomaly", "anomalies")} listed. The file does not state whether weaker ones are left out.`,
	matching: (count: number, all: number) =>
		`The filter shows ${whole(count, "en")} of ${whole(all, "en")}.`,
	nothingMatches: "No anomaly of this month matches.",
	clearFilter: "Clear the filter",
	showMore: (count: number) => `Show ${whole(count, "en")} more`,
	problems: (count: number) =>
		`${many(count, "feature", "features")} of the file could not be read`,
	feature: (number: string) => `Feature ${number}`,
	/** `where`: empty for the whole file. */
	problem: (where: string, found: string, rule: string) =>
		`${where || "The file"}: ${found} — ${rule}`,
	unknownMonth: (month: string) => `There is no data for ${month}.`,
	openNewest: (month: string) => `Open the latest month, ${month}`,
	unknownPlace: (place: string, month: string) =>
		`No anomaly is listed at ${place} in ${month}. It may have been withdrawn, or the address is wrong.`,
	monthFailed: (month: string) => `${month} could not be loaded.`,
	featureFailed: "The numbers of this anomaly could not be loaded.",
	indexFailed: "The list of months could not be loaded.",
	indexUnreadable: "The list of months (index.geojson) cannot be read.",
	monthsUnread: (count: number) =>
		`${many(count, "month", "months")} of the list could not be read`,
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
	orders: {
		rising: "Smallest first",
		falling: "Largest first",
		alphabetical: "A to Z",
		reversed: "Z to A",
	},
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
	dataBy: (sources: string) => `Data: ${sources}`,
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
	days: (count: number) => many(count, "day", "days"),
	km: (km: string) => `${km} km`,
	choose: (count: number) => `${whole(count, "en")} overlapping anomalies`,
	more: (count: number) => `and ${whole(count, "en")} more: zoom in`,

	// The panel about one anomaly.
	panel: "Open anomaly",
	back: "Back to the list",
	headline: (deviation: string, uncertainty: string) =>
		`${deviation} ± ${uncertainty} ppm`,
	relativeToBaseline: "relative to the baseline",
	measurements: "Measurements",
	terms: {
		place: "Place",
		date: "Date",
		xco2: "XCO₂",
		deviation: "Deviation from the baseline",
		baseline: "Baseline mean",
		spread: "Spread of the baseline",
		zscore: "z-score",
		severity: "Severity",
		days: "Detection days",
		satellite: "Satellite",
		coordinates: "Coordinates",
	},
	utc: (date: string) => `${date} (UTC)`,
	plusMinus: (value: string, spread: string) => `${value} ± ${spread} ppm`,
	ppm: (value: string) => `${value} ppm`,
	withThreshold: (severity: string, threshold: string) =>
		`${severity} (${threshold})`,
	oneSigma: (value: string) => `${value} ppm (1 σ)`,
	daysOfMonth: (count: number) =>
		`${count} ${count === 1 ? "day" : "days"} of the month`,
	figure: {
		title: "The value and its baseline",
		description: (
			value: string,
			uncertainty: string,
			mean: string,
			spread: string,
		) =>
			`Value ${value} ppm with an uncertainty of ${uncertainty} ppm (bar with ends); baseline mean ${mean} ppm with a spread of ${spread} ppm (shaded band).`,
		value: "this value ± its uncertainty",
		baseline: "baseline: mean, and band of ± 1 σ",
	},
	cautions: "Read with care",
	caution: {
		withinSpread: (z: string, oneIn: string) =>
			`z-score ${z} is within the usual spread: by chance alone, about one value in ${oneIn} is at least this far from the mean.`,
		uncertain: (times: string) =>
			`The deviation is only ${times} times the uncertainty of the value.`,
		fewDays: (count: number) =>
			`Detected on ${count} ${count === 1 ? "day" : "days"} only.`,
		edge: (satellite: string, limit: number) =>
			`Near the limit of what ${satellite} can observe (about ±${limit}°): there are no values beyond it to compare with.`,
		synthetic: "Made by a model, not measured.",
	},
	why: "Why it may be there",
	hypothesis: (model: string, when: string) =>
		`Hypothesis by ${model}, ${when}. A language model wrote it from the numbers above; it may be wrong.`,
	standIn: "Placeholder text of a stand-in. No language model was asked.",
	test: "How to test this",
	tests: [
		"Measurements of the same place on other days and by the other satellite.",
		"Wind at the time of the overpass: is the excess downwind of the supposed source?",
		"Gases that combustion emits together with CO₂: NO₂ and CO from TROPOMI; fires from VIIRS or MODIS.",
	],
	asking: (model: string) => `Asking ${model}…`,
	behind:
		"Another visitor asked about this place a moment ago. The answer will appear here too.",
	aModel: "the language model",
	seconds: (count: number) =>
		`${count} ${count === 1 ? "second" : "seconds"} so far; usually under 15.`,
	cancel: "Cancel",
	cancelled: "Cancelled. There is no answer.",
	ask: "Ask",
	askAgain: "Ask again",
	askAgainIn: (wait: string) => `Ask again in ${wait}`,
	/** A time to wait; whole numbers. */
	wait: {
		seconds: (count: number) => `${count} s`,
		minutes: (count: number) => `${count} min`,
		hours: (count: number) => `${count} h`,
	},
	answerReady: "The answer is here.",
	unknownModel: "an unnamed model",
	failure: {
		unreachable:
			"The site cannot be reached. Check your connection. If you are offline, the page asks again when you are online.",
		slow: "No answer came within 40 seconds. Ask again: if the answer is ready by then, you get it at once.",
		unreadable: "The response cannot be read. Load the page again.",
		400: "The service does not accept the numbers of this question. The month's file may be newer than this page: load the page again.",
		403: "The site's protection refused the question. A VPN or company network may be the reason; try another one.",
		404: "This observation is no longer published. Load the page again for the newest files.",
		429: "There are too many questions at the moment. Wait, then ask again.",
		500: "The service failed on this question. Its operators have been notified. Ask again later.",
		502: "The language model gave no usable answer to this question. Asking again immediately gives the same result; wait first.",
		503: "The language model or the store of answers is temporarily unavailable. Wait, then ask again.",
		inProgress:
			"Another visitor's question about this place is still being answered. Wait, then ask again: both of you get the same answer.",
		504: "The language model took too long. Ask again; it is often faster the second time.",
		other: (status: number) =>
			`The site answered with status ${status}, which this page does not know. Ask again later.`,
	},
	reference: (id: string) => `For a report to the operators: ${id}`,
	seenBefore: "Other months",
	seenNone: (km: string, months: number) =>
		months === 1
			? `The other month lists no anomaly within ${km} km.`
			: `None of the other ${months} months lists an anomaly within ${km} km.`,
	seenSome: (count: number, km: string, most: number) =>
		`${count} within ${km} km in other months${count > most ? `, the nearest ${most}` : ""}:`,
	seenLook: (months: number) =>
		`Search the other ${months === 1 ? "month" : `${months} months`}`,
	seenLooking: "Searching…",
	seenOnly: "There is no other month to search.",
	seenFailed: (months: string) => `Could not be searched: ${months}.`,
	seenAgain: "Search again",
	/** Between the items of a list. */
	comma: ", ",
	origin: "Origin",
	granule: "Product file",
	product: "Product",
	productPage: (satellite: string) =>
		`${satellite} Lite files at NASA GES DISC`,
	otherFiles: (count: number) =>
		`${count} ${count === 1 ? "file" : "files"} in which it was detected`,
	licence: "Licence of the data",
	notStated: "not stated in the file",
	share: "Share",
	copyLink: "Copy link",
	copyCoordinates: "Copy coordinates",
	copied: "Copied.",
	copyFailed:
		"The browser does not allow copying. Select the text and copy it yourself.",
	cite: "Cite",
	copyCitation: "Copy citation",
	copyBibtex: "Copy BibTeX",

	// "About these data", download, comparison and the controls of the map.
	about: {
		lead: "An anomaly is a place where the column-averaged CO₂ (XCO₂) that a satellite measured lies above a baseline. The deviation is the value minus the mean of the baseline; the z-score is the deviation divided by the spread of the baseline.",
		notCause:
			"An anomaly is not proof of an emission. Wind carries CO₂, plants absorb it, and clouds and aerosols disturb the measurement.",
		method: "How the anomalies of the month were found",
		methodOf: (month: string) => `Method of ${month}`,
		terms: {
			reference_window: "Period of the baseline",
			reference_area: "Area of the baseline",
			quality_filter: "Quality filter",
			thresholds: "Severity thresholds",
			count_limit: "Maximum number of anomalies",
			least_detection_days: "Minimum detection days",
			product: "Product",
			product_version: "Product version",
			doi: "Product DOI",
			files: "Files used",
			soundings: "Good soundings used",
			licence: "Licence of the data",
			software: "Software",
		},
		limit: (count: string) =>
			`the ${count} strongest; weaker ones are left out`,
		leastDays: (count: string) => `${count}`,
		coverage: "Coverage",
		coverageOco3:
			"OCO-3 is on the International Space Station and cannot observe beyond about 52° north and south. An empty area there was not observed.",
		coverageOco2:
			"OCO-2 observes up to about 80° of latitude in summer and nothing in the polar night. Its tracks are narrow, with gaps between them, and it cannot see through clouds.",
		empty:
			"A place without a point was not necessarily usual: in any one month, most places are not observed.",
		colours: "Colours",
		coloursText:
			"The colour of a point is its z-score, on the same scale for all months. The severity classes come from the file.",
		model: "The explanations",
		modelText:
			"A language model (Gemini) writes them from the published numbers. They are hypotheses that nobody has checked. Each question is asked once, and the answer is stored.",
		citePage: "Cite this page",
	},
	download: "Download",
	downloadTitle: (month: string) => `Download ${month}`,
	csvShown: (count: string) => `CSV, the ${count} shown`,
	csvAll: (count: string) => `CSV, all ${count}`,
	geojsonShown: (count: string) => `GeoJSON, the ${count} shown`,
	geojsonAll: (count: string) => `GeoJSON, all ${count}: the published file`,
	png: "PNG picture of the map",
	stableAddress: "Permanent address of the file:",
	copyAddress: "Copy the address",
	readIn: (language: string) => `Read it in ${language}`,
	copyCode: (language: string) => `Copy the ${language} code`,
	preparing: "Preparing the file…",
	downloaded: "The download has started.",
	downloadFailed:
		"The file could not be created. Check your connection and try again.",
	compare: "Compare",
	compareWith: "Compare with",
	noComparison: "no other month",
	comparison: "Comparison",
	switchTo: (month: string) => `Switch to ${month}`,
	compareRows: {
		shown: "Listed",
		maxZscore: "Highest z-score",
		medianDeviation: "Median deviation (ppm)",
		high: "Severity high",
		medium: "Severity medium",
		low: "Severity low",
	},
	inBoth: (count: number, km: string) =>
		count === 0
			? `No anomaly of one month is within ${km} km of an anomaly of the other.`
			: `${count} of the open month ${count === 1 ? "is" : "are"} within ${km} km of an anomaly of the other month.`,
	mapControls: {
		zoomIn: "Zoom in",
		zoomOut: "Zoom out",
		notCovered: "Not observed by OCO-3",
		attribution: "Coastlines: Natural Earth",
		anomalies: "Anomalies on the map",
		several: (count: number) => `${count} overlapping anomalies, the strongest`,
	},

	/** `Intl` has the names of countries only. */
	sea: {
		caspian: "Caspian Sea",
		black: "Black Sea",
		biscay: "Bay of Biscay",
		adriatic: "Adriatic Sea",
		aegean: "Aegean Sea",
		mediterranean: "Mediterranean Sea",
		red: "Red Sea",
		persianGulf: "Persian Gulf",
		aden: "Gulf of Aden",
		arabian: "Arabian Sea",
		bengal: "Bay of Bengal",
		andaman: "Andaman Sea",
		thailand: "Gulf of Thailand",
		southChina: "South China Sea",
		eastChina: "East China Sea",
		yellow: "Yellow Sea",
		japan: "Sea of Japan",
		okhotsk: "Sea of Okhotsk",
		bering: "Bering Sea",
		philippine: "Philippine Sea",
		java: "Java Sea",
		celebes: "Celebes Sea",
		banda: "Banda Sea",
		timor: "Timor Sea",
		arafura: "Arafura Sea",
		carpentaria: "Gulf of Carpentaria",
		coral: "Coral Sea",
		tasman: "Tasman Sea",
		australianBight: "Great Australian Bight",
		gulfOfMexico: "Gulf of Mexico",
		caribbean: "Caribbean Sea",
		hudson: "Hudson Bay",
		baffin: "Baffin Bay",
		labrador: "Labrador Sea",
		gulfOfAlaska: "Gulf of Alaska",
		irish: "Irish Sea",
		englishChannel: "English Channel",
		north: "North Sea",
		baltic: "Baltic Sea",
		norwegian: "Norwegian Sea",
		barents: "Barents Sea",
		white: "White Sea",
		kara: "Kara Sea",
		laptev: "Laptev Sea",
		eastSiberian: "East Siberian Sea",
		beaufort: "Beaufort Sea",
		greenland: "Greenland Sea",
		guinea: "Gulf of Guinea",
		mozambique: "Mozambique Channel",
		weddell: "Weddell Sea",
		ross: "Ross Sea",
		arctic: "Arctic Ocean",
		southern: "Southern Ocean",
		indian: "Indian Ocean",
		northPacific: "North Pacific Ocean",
		southPacific: "South Pacific Ocean",
		northAtlantic: "North Atlantic Ocean",
		southAtlantic: "South Atlantic Ocean",
	} satisfies Record<SeaKey, string>,
};
