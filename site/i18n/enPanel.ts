/** English texts of the panel about one anomaly. */

export const enPanel = {
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
		edge: (limit: string) =>
			`Near the limit of what OCO-3 can observe (about ±${limit}°): few soundings, low sun.`,
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
	askAgainIn: (seconds: number) => `Ask again in ${seconds} s`,
	answerReady: "The answer is here.",
	unknownModel: "an unnamed model",
	failure: {
		unreachable:
			"The site cannot be reached. Check your connection; the page asks again automatically when you are online.",
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
		`None of the other ${months === 1 ? "month" : `${months} months`} lists an anomaly within ${km} km.`,
	seenSome: (count: number, km: string) =>
		`${count} within ${km} km in other months:`,
	seenLook: (months: number) =>
		`Search the other ${months === 1 ? "month" : `${months} months`}`,
	seenLooking: "Searching…",
	seenOnly: "There is no other month to search.",
	seenFailed: (months: string) => `Could not be searched: ${months}.`,
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
};
