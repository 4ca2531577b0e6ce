/** Citations of the data and of this page; in English, as references are. */
import type { Method } from "../../contract/method.ts";
import type { Observation } from "../../contract/observation.ts";
import { coordinates } from "../i18n/format.ts";

/**
 * The page of the product that a granule is of; by its DOI where the file states one.
 * @see https://disc.gsfc.nasa.gov/datasets/OCO3_L2_Lite_FP_11r/summary
 */
export function productPage(
	satellite: Observation["satellite"],
	method: Method | undefined,
): string {
	if (method?.doi) return `https://doi.org/${method.doi}`;
	return satellite === "OCO-3"
		? "https://disc.gsfc.nasa.gov/datasets/OCO3_L2_Lite_FP_11r/summary"
		: "https://disc.gsfc.nasa.gov/datasets?keywords=OCO2_L2_Lite_FP";
}

function productTitle(
	satellite: Observation["satellite"],
	method: Method | undefined,
): string {
	const title =
		method?.product ?? `${satellite} Level 2 Lite, bias-corrected XCO2`;
	return method?.product_version
		? `${title}, ${method.product_version}`
		: title;
}

/** The address of what is shown, as it can be opened by anybody. */
const address = () => location.href;
const today = () => new Date().toISOString().slice(0, 10);

export function citationOf(
	observation: Observation,
	method: Method | undefined,
): string {
	const { satellite } = observation;
	return (
		`CO2 anomaly at ${coordinates(observation)}, ${observation.date} (UTC). ` +
		`CO2 anomaly map, ${address()} (accessed ${today()}). ` +
		`Data: NASA ${satellite} Science Team, ${productTitle(satellite, method)}, ` +
		`Goddard Earth Sciences Data and Information Services Center (GES DISC), ${productPage(satellite, method)}.`
	);
}

export function bibtexOf(
	observation: Observation,
	method: Method | undefined,
): string {
	const { satellite, date } = observation;
	const short = satellite.replace("-", "").toLowerCase();
	const lines = [
		`@misc{co2anomaly${date.replaceAll("-", "")},`,
		`  title = {{CO2} anomaly at ${coordinates(observation).replaceAll("°", "\\textdegree{}")}, ${date}},`,
		"  howpublished = {{CO2} anomaly map},",
		`  url = {${address()}},`,
		`  urldate = {${today()}}`,
		"}",
		`@misc{${short}lite,`,
		`  author = {{NASA ${satellite} Science Team}},`,
		`  title = {${productTitle(satellite, method)}},`,
		"  publisher = {Goddard Earth Sciences Data and Information Services Center (GES DISC)},",
		...(method?.doi ? [`  doi = {${method.doi}},`] : []),
		`  url = {${productPage(satellite, method)}},`,
		`  urldate = {${today()}}`,
		"}",
	];
	return lines.join("\n");
}

/** The page as a whole. */
export function pageCitation(): string {
	return `CO2 anomaly map, ${location.origin}${location.pathname} (accessed ${today()}). Data: NASA OCO-2 and OCO-3 Science Teams, Level 2 Lite files, GES DISC, https://disc.gsfc.nasa.gov/.`;
}
