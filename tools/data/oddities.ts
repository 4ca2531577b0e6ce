/** Finds harmless oddities in data files that are worth reporting. */
import type { DataProblem } from "../../components/storage/dataProblem.ts";
import { parseData } from "../../components/storage/parseData.ts";

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** @returns a note for each oddity of the file */
export function odditiesOf(file: string, bytes: Uint8Array): DataProblem[] {
	const notes: DataProblem[] = [];
	if (byteOrderMark.equals(bytes.subarray(0, 3)))
		notes.push({
			file,
			found: "begun with a byte order mark",
			rule: "it is left out where the month is published",
			remedy: "nothing has to be done; --fix writes it without",
		});
	const parsed = parseData(bytes);
	const count = "unreadable" in parsed ? 0 : withAltitude(parsed.json);
	if (count > 0)
		notes.push({
			file,
			field: "geometry.coordinates[2]",
			found: `an altitude of ${count} features`,
			rule: "a column average has none, and nothing reads it",
			remedy: "nothing has to be done; --fix writes it without",
		});
	return notes;
}

function withAltitude(json: unknown): number {
	const { features } = (json ?? {}) as { features?: unknown };
	if (!Array.isArray(features)) return 0;
	return features.filter((feature) => {
		const coordinates = feature?.geometry?.coordinates;
		return Array.isArray(coordinates) && coordinates.length > 2;
	}).length;
}
