/** Citations of the data and of this page, in English for all languages. */
import type { Method } from "../../contract/method.ts";
import type { Observation } from "../../contract/observation.ts";
import { coordinates } from "../i18n/format.ts";

/**
 * The address of the product of a granule: its DOI if the file states one.
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

/** The address of what is shown. */
const address = () => location.href;
const today = () => new Date().toISOString().slice(0, 10);

export interface Cited {
	observation: Observation;
	/** The method that the file of the month states. */
	method: Method | undefined;
	/** Made by a model: the citation names no satellite. */
	isSynthetic: boolean;
}

const synthetic = "synthetic, made by a model and not measured";

export function citationOf({
	observation,
	method,
	isSynthetic,
}: Cited): string {
	const { satellite } = observation;
	const data = isSynthetic
		? synthetic
		: `NASA ${satellite} Science Team, ${productTitle(satellite, method)}, ` +
			`Goddard Earth Sciences Data and Information Services Center (GES DISC), ${productPage(satellite, method)}`;
	return (
		`CO2 anomaly at ${coordinates(observation)}, ${observation.date} (UTC). ` +
		`CO2 anomaly map, ${address()} (accessed ${today()}). ` +
		`Data: ${data}.`
	);
}

export function bibtexOf({ observation, method, isSynthetic }: Cited): string {
	const { satellite, date } = observation;
	const lines = [
		`@misc{${keyOf(observation)},`,
		`  title = {{CO2} anomaly at ${coordinates(observation).replaceAll("°", "\\textdegree{}")}, ${date}},`,
		"  howpublished = {{CO2} anomaly map},",
		`  url = {${address()}},`,
		...(isSynthetic ? [`  note = {The data are ${synthetic}},`] : []),
		`  urldate = {${today()}}`,
		"}",
		...(isSynthetic ? [] : productEntry(satellite, method)),
	];
	return lines.join("\n");
}

/** Two anomalies of one day need different keys. */
function keyOf({ date, lat, lon }: Observation): string {
	const degrees = [lat, lon].map((value) => value.toFixed(2)).join("_");
	return `co2anomaly${date.replaceAll("-", "")}_${degrees}`;
}

function productEntry(
	satellite: Observation["satellite"],
	method: Method | undefined,
): string[] {
	return [
		`@misc{${satellite.replace("-", "").toLowerCase()}lite,`,
		`  author = {{NASA ${satellite} Science Team}},`,
		`  title = {${productTitle(satellite, method)}},`,
		"  publisher = {Goddard Earth Sciences Data and Information Services Center (GES DISC)},",
		...(method?.doi ? [`  doi = {${method.doi}},`] : []),
		`  url = {${productPage(satellite, method)}},`,
		`  urldate = {${today()}}`,
		"}",
	];
}

/** The citation of the page as a whole. */
export function pageCitation(isSynthetic: boolean): string {
	const data = isSynthetic
		? synthetic
		: "NASA OCO-2 and OCO-3 Science Teams, Level 2 Lite files, GES DISC, https://disc.gsfc.nasa.gov/";
	return `CO2 anomaly map, ${location.origin}${location.pathname} (accessed ${today()}). Data: ${data}.`;
}
