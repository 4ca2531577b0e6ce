/** A small month, with the changes that make it invalid or unusual. */
import { BrokenData, readMonths } from "../../components/storage/months.ts";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";

/** A feature that may be invalid. */
export interface LooseFeature {
	geometry: Record<string, unknown> & { coordinates: unknown[] };
	properties: Record<string, unknown>;
}

export const monthFile = "anomalies202407.geojson";

/** Three features of the sample. */
export const smallMonth: MonthOfAnomalies = {
	...sampleMonth("202407"),
	features: sampleMonth("202407").features.slice(0, 3),
};

/** The text of the month after a change of its second feature, or of all. */
export function changedMonth(
	change: (second: LooseFeature, all: LooseFeature[]) => void = () => {},
): string {
	const month = structuredClone(smallMonth) as unknown as {
		features: LooseFeature[];
	};
	change(month.features[1] as LooseFeature, month.features);
	return JSON.stringify(month);
}

/** Sets a property of the second feature. */
export const withProperty = (name: string, value: unknown) =>
	changedMonth(({ properties }) => {
		properties[name] = value;
	});

/** Sets the coordinates of the second feature. */
export const withPlace = (...coordinates: unknown[]) =>
	changedMonth(({ geometry }) => {
		geometry.coordinates = coordinates;
	});

/** The lines of the error about a data folder, with DIR in place of its path. */
export function refusalOf(folder: string): string[] {
	try {
		readMonths(folder);
	} catch (error) {
		if (!(error instanceof BrokenData)) throw error;
		return error.message.replaceAll(folder, "DIR").split("\n");
	}
	throw new Error("nothing was refused");
}
