/** The thresholds of the severity classes, if the file states them. */
import type { Method } from "../../contract/method.ts";
import type { Texts } from "../i18n/catalogue.ts";
import { at, severityOf } from "../list/filter.ts";
import type { Severity } from "../map/scale.ts";
import type { Month } from "../months/index.ts";

const classes = ["low", "medium", "high"] as const;

/** `2 ≤ z < 5`, or the text that the file does not state it. */
export function thresholdOf(
	severity: Severity,
	method: Method | undefined,
	t: Texts,
): string {
	const thresholds = method?.thresholds;
	if (severity === "unknown") return t.threshold(undefined, undefined);
	const next = classes[classes.indexOf(severity) + 1];
	const low = thresholds?.[severity];
	const high = next && thresholds?.[next];
	return t.threshold(low?.toString(), high?.toString());
}

/** The least and the largest z-score of a class in a month; undefined where it has none. */
export function rangeOf(
	month: Month,
	severity: Severity,
): [least: number, most: number] | undefined {
	let [least, most] = [Infinity, -Infinity];
	for (let row = 0; row < month.count; row++) {
		if (severityOf(month, row) !== severity) continue;
		least = Math.min(least, at(month.zscore, row));
		most = Math.max(most, at(month.zscore, row));
	}
	return least > most ? undefined : [least, most];
}
