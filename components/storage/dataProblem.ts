/** What keeps a file of the data folder from being published, and what to do about it. */

export interface DataProblem {
	/** Name of the file in its folder; "" when it is about the folder. */
	file: string;
	/** Its place in `features`, from 0; absent when it is about the whole file. */
	feature?: number;
	/** As `properties.zscore`; absent when it is about the whole file or feature. */
	field?: string;
	/** What is there, in words or as JSON, shortened. */
	found: string;
	/** What must be there instead. */
	rule: string;
	/** What to do, with a guess at what went wrong where there is one. */
	remedy: string;
}

/** A problem in one line. */
export function describeProblem(folder: string, problem: DataProblem): string {
	const { file, feature, field, found, rule, remedy } = problem;
	const place = [feature !== undefined && `features[${feature}]`, field]
		.filter(Boolean)
		.join(".");
	const what = [file ? `${folder}/${file}` : folder, place].filter(Boolean);
	return `${what.join(": ")} is ${found}, but ${rule}. Mend it: ${remedy}`;
}

/** A value as JSON, in no more than 60 characters. */
export function shown(value: unknown): string {
	if (value === undefined) return "missing";
	// What JSON cannot write, and a file had in a number's place.
	if (value === "NaN" || value === "Infinity" || value === "-Infinity")
		return value;
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
