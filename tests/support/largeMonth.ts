import { compactFrom } from "../../contract/compact.ts";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";

/** A month that is large enough for a compact form: it repeats each observation of a sample month side by side. */
export function largeMonth(name: string): MonthOfAnomalies {
	const { features, ...others } = sampleMonth(name);
	const copies = Math.ceil(compactFrom / features.length);
	return {
		...others,
		features: features.flatMap((feature) =>
			Array.from({ length: copies }, (_, copy) => {
				const copied = structuredClone(feature);
				copied.geometry.coordinates[1] += copy / 50;
				copied.properties.zscore += copy / 1000;
				return copied;
			}),
		),
	};
}
