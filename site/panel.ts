import type { Answer } from "../contract/answer.ts";
import type { Observation } from "../contract/observation.ts";
import { byId, element } from "./dom.ts";
import { place, ppm, signed } from "./format.ts";
import { severityColor } from "./map/stamp.ts";

/** Anomalies in the list at the most: more are for the map. */
export const listed = 200;

/** What the list shows of an anomaly. */
export type Item = Pick<
	Observation,
	"lat" | "lon" | "deviation" | "zscore" | "severity"
>;

/** The first anomalies as a list, for readers who do not use the map. */
export function renderList(
	items: Item[],
	onSelect: (row: number) => void,
): void {
	byId("anomalies").replaceChildren(
		...items.map((item, row) => {
			const button = element(
				"button",
				{
					type: "button",
					// What the dot says by its colour alone.
					title: `${item.severity}, z-score ${item.zscore.toFixed(2)}`,
					onclick: () => onSelect(row),
				},
				[
					dot(item.severity),
					element("span", {}, [place(item)]),
					element("span", { className: "value" }, [
						`${signed(item.deviation)} ppm`,
					]),
				],
			);
			return element("li", {}, [button]);
		}),
	);
}

/** What the colours of the markers mean. */
export function renderLegend(): void {
	byId("legend").replaceChildren(
		...(["high", "medium", "low"] as const).map((severity) =>
			element("span", {}, [dot(severity), severity]),
		),
	);
}

function dot(severity: Observation["severity"]): HTMLSpanElement {
	const made = element("span", { className: "dot" });
	made.style.backgroundColor = severityColor[severity];
	return made;
}

/** The measurements of the selected anomaly; hides the section when there is none. */
export function renderSelected(observation: Observation | undefined): void {
	byId("selected").hidden = !observation;
	if (!observation) return;
	byId("selected-place").textContent = place(observation);
	const { baselineMean, baselineStd, detectionDays } = observation;
	const rows: [string, string][] = [
		["Date", `${observation.date} (UTC)`],
		["XCO₂", `${ppm(observation.co2)} ± ${ppm(observation.uncertainty)}`],
		["Above baseline", `${signed(observation.deviation)} ppm`],
		["Baseline", `${ppm(baselineMean)}, σ ${ppm(baselineStd)}`],
		["Z-score", observation.zscore.toFixed(2)],
		["Severity", observation.severity],
		["Days detected", `${detectionDays} in the month`],
		["Satellite", observation.satellite],
	];
	byId("measurements").replaceChildren(
		...rows.flatMap(([term, value]) => [
			element("dt", {}, [term]),
			element("dd", {}, [value]),
		]),
	);
}

export function renderLoading(): void {
	byId("reasoning").replaceChildren(
		element("p", { className: "loading" }, ["Asking the model…"]),
	);
}

export function renderAnswer(answer: Answer): void {
	const when = answer.cached_at.slice(0, 10);
	const origin = answer.cached
		? `From the cache: ${answer.model} answered on ${when}.`
		: `${answer.model} answered just now.`;
	byId("reasoning").replaceChildren(
		...answer.reasoning
			.split(/\n{2,}/)
			.map((paragraph) => element("p", {}, [paragraph])),
		element("p", { className: answer.cached ? "origin cached" : "origin" }, [
			origin,
		]),
	);
}

export function renderFailure(message: string, retry: () => void): void {
	byId("reasoning").replaceChildren(
		element("p", { className: "failure" }, [message]),
		element("button", { type: "button", onclick: retry }, ["Ask again"]),
	);
}
