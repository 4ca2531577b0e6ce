/**
 * What `local/` makes of each declared input. A test holds this to the program:
 * an input that is in no list fails it, and one that is listed as honoured must
 * be read.
 */

import type { DeclaredResource } from "../evaluate/declarations.ts";
import { inputs, types } from "./coverageLists.ts";

/** Paths of inputs, without the indices of lists, a space between two; a path stands for all below it. */
type Paths = string;

/** Of one type. */
export interface Coverage {
	/** Changing it changes what is served. */
	honoured?: Paths;
	/** By reason why it makes no difference here. */
	irrelevant?: Record<string, Paths>;
	/** By the name under which it is announced at start. */
	notImitated?: Record<string, Paths>;
}

/** Of every type. */
const everywhere: Paths = "comment description region tags";

/** Paths of all that is declared of a resource; an empty object or list is one too. */
export function pathsOf(value: unknown, path = ""): string[] {
	if (value === undefined) return [];
	if (typeof value !== "object" || value === null) return [path];
	const inner = Array.isArray(value)
		? value.map((item) => [path, item] as const)
		: Object.entries(value).map(
				([key, item]) => [path ? `${path}.${key}` : key, item] as const,
			);
	if (inner.length === 0) return [path];
	return [...new Set(inner.flatMap(([at, item]) => pathsOf(item, at)))];
}

/** Whether a path is one of those, or below one. */
function isIn(path: string, listed: Paths = ""): boolean {
	return listed
		.split(" ")
		.some((one) => path === one || path.startsWith(`${one}.`));
}

/** What becomes of an input: undefined when nobody has thought of it. */
export function coverageOf(
	type: string,
	path: string,
): "honoured" | "irrelevant" | { notImitated: string } | undefined {
	const whole = types.notImitated[type];
	if (whole) return { notImitated: whole };
	if (type in types.irrelevant) return "irrelevant";
	const known = inputs[type];
	if (!known) return undefined;
	if (isIn(path, known.honoured)) return "honoured";
	for (const [name, paths] of Object.entries(known.notImitated ?? {}))
		if (isIn(path, paths)) return { notImitated: name };
	const irrelevant = [everywhere, ...Object.values(known.irrelevant ?? {})];
	return isIn(path, irrelevant.join(" ")) ? "irrelevant" : undefined;
}

/** What is declared and not imitated, by name: said at start, so that nobody relies on it. */
export function notImitated(
	resources: Pick<DeclaredResource, "type" | "state">[],
): string[] {
	const names = new Set<string>();
	for (const { type, state } of resources)
		for (const path of pathsOf(state)) {
			const coverage = coverageOf(type, path);
			if (typeof coverage === "object") names.add(coverage.notImitated);
		}
	return [...names].sort();
}
