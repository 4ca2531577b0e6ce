/** English of what surrounds the map: data, download, comparison. */

export const enTools = {
	about: {
		lead: "An anomaly is a place where the column-averaged CO₂ (XCO₂) that a satellite measured lies above a baseline. Deviation is the value less the baseline's mean; the z-score is the deviation divided by the baseline's spread.",
		notCause:
			"An anomaly is no proof of an emission. Winds carry CO₂, plants take it up, clouds and aerosols disturb the measurement.",
		method: "How the anomalies of the month were found",
		methodOf: (month: string) => `Method of ${month}`,
		terms: {
			reference_window: "Years of the baseline",
			reference_area: "Area of the baseline",
			quality_filter: "Quality filter",
			thresholds: "Thresholds of severity",
			count_limit: "Limit of anomalies in a month",
			least_detection_days: "Least detection days",
			product: "Product",
			product_version: "Version of the product",
			doi: "DOI of the product",
			files: "Files used",
			soundings: "Good soundings in them",
			licence: "Licence of the data",
			software: "Software",
		},
		limit: (count: string) =>
			`the ${count} strongest; weaker ones are left out`,
		leastDays: (count: string) => `${count}`,
		coverage: "Coverage",
		coverageOco3:
			"OCO-3 is on the International Space Station and sees nothing beyond about 52° north and south. Empty there means not seen.",
		coverageOco2:
			"OCO-2 sees up to about 80° in summer and not the polar night; narrow tracks with gaps between, none under clouds.",
		empty:
			"No point on the map does not mean that nothing unusual was there: most places are not seen in a given month.",
		colours: "Colours",
		coloursText:
			"Points are coloured by z-score on one scale for all months. The classes of severity are the file's own.",
		model: "The explanations",
		modelText:
			"A language model (Gemini) writes them from the published numbers. They are hypotheses; nobody has checked them. Each question is asked once and the answer is kept.",
		page: "This page",
		citePage: "Cite this page",
	},
	download: "Download",
	downloadTitle: (month: string) => `Download ${month}`,
	csvShown: (count: string) => `CSV, the ${count} shown`,
	csvAll: (count: string) => `CSV, all ${count}`,
	geojsonShown: (count: string) => `GeoJSON, the ${count} shown`,
	geojsonAll: (count: string) => `GeoJSON, all ${count}: the published file`,
	png: "PNG picture of the map",
	pngCaption: (month: string) => `CO₂ anomalies, ${month}`,
	stableAddress: "The file's address stays the same:",
	copyAddress: "Copy the file's address",
	readIn: (language: string) => `Read it in ${language}`,
	copyCode: (language: string) => `Copy the ${language} code`,
	preparing: "Preparing the file…",
	downloaded: "The file is downloaded.",
	downloadFailed:
		"The file could not be made. Check your connection and try again.",
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
			? `No anomaly of one month is within ${km} km of one of the other.`
			: `${count} of the open month within ${km} km of one of the other.`,
	mapControls: {
		zoomIn: "Zoom in",
		zoomOut: "Zoom out",
		notCovered: "OCO-3 cannot see here",
		attribution: "Coastlines: Natural Earth",
		anomalies: "Anomalies on the map",
		several: (count: number) => `${count} anomalies, the strongest`,
	},
	resetView: "Whole world",
};
