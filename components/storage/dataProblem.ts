/** Problems that prevent publishing a file of the data folder, with their remedies. */

export interface DataProblem {
	/** Name of the file; "" for a problem of the folder. */
	file: string;
	/** Index into `features`; undefined for a problem of the whole file. */
	feature?: number;
	/** As `properties.zscore`; undefined for a problem of the whole file or feature. */
	field?: string;
	/** The value found, in words or as JSON, shortened. */
	found: string;
	/** The rule for the value. */
	rule: string;
	/** What to do, with a guess at the cause if there is one. */
	remedy: string;
}

/** Describes a problem in one line. */
export function describeProblem(folder: string, problem: DataProblem): string {
	const { file, feature, field, found, rule, remedy } = problem;
	const place = [feature !== undefined && `features[${feature}]`, field]
		.filter(Boolean)
		.join(".");
	const what = [file ? `${folder}/${file}` : folder, place].filter(Boolean);
	return `${what.join(": ")} is ${found}, but ${rule}. To fix it: ${remedy}`;
}

/** A value as JSON, at most 60 characters. */
export function shown(value: unknown): string {
	if (value === undefined) return "missing";
	// JSON has no such number, but the file had one.
	if (value === "NaN" || value === "Infinity" || value === "-Infinity")
		return value;
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
