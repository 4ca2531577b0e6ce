/** The months in a folder, and the files with almost the name of a month. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { monthOfFile } from "../../contract/month.ts";
import type { DataProblem } from "./dataProblem.ts";

export interface DataFolder {
	/** Names of the months' files, oldest month first. */
	months: string[];
	/** Names of a month that cannot be published: month 13, or a folder. */
	problems: DataProblem[];
	/** Names that are almost a month's. They are not published, and a warning names them. */
	similarNames: DataProblem[];
}

/** A file with one of these in its name may be meant as a month. */
const similarToMonth = /anomal|geojson/i;

export function listDataFolder(folder: string): DataFolder {
	const listed: DataFolder = { months: [], problems: [], similarNames: [] };
	for (const file of readdirSync(folder).sort()) {
		const isFolder = statSync(join(folder, file), {
			throwIfNoEntry: false,
		})?.isDirectory();
		if (/^anomalies\d{6}\.geojson$/.test(file))
			if (isFolder)
				listed.problems.push({
					file,
					found: "a folder",
					rule: "must be a file",
					remedy: "move it away, and put the month's file in its place",
				});
			else if (monthOfFile(file)) listed.months.push(file);
			else
				listed.problems.push({
					file,
					found: `named for month ${file.slice(13, 15)}`,
					rule: "the name must be anomaliesYYYYMM.geojson with a month from 01 to 12",
					remedy: "rename it, or move it away",
				});
		else if (!isFolder && !file.startsWith(".") && similarToMonth.test(file))
			listed.similarNames.push(similarName(file));
	}
	return listed;
}

function similarName(file: string): DataProblem {
	const [, year, month] = /((?:19|20)\d\d)\D?(0[1-9]|1[0-2])/.exec(file) ?? [];
	const isPacked = file.toLowerCase().endsWith(".gz");
	return {
		file,
		found: "not published",
		rule: "a month's name must be anomaliesYYYYMM.geojson",
		remedy: `${year ? `rename it to anomalies${year}${month}.geojson` : "rename it"}${isPacked ? " (it may stay compressed)" : ""}, or move it away`,
	};
}
