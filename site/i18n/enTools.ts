/** English texts around the map: data, download, comparison. */

export const enTools = {
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
		several: (count: number) => `${count} anomalies, the strongest`,
	},
};
