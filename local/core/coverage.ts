/** Which declared inputs are not imitated. */
import { type DeclaredResource, kindOf } from "../evaluate/declarations.ts";
import type { AwsService } from "./service.ts";

/** Inputs of every type that only AWS reads. */
const everywhere = "comment description region tags";

/** The paths of all declared inputs of a resource. An empty object or list has a path too. */
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

/** Whether a path is in a list, or below a path of the list. */
function isIn(path: string, listed: string): boolean {
	return listed
		.split(" ")
		.some((one) => one === "*" || path === one || path.startsWith(`${one}.`));
}

/** The name under which an input is announced, `irrelevant`, or undefined for an input that is read. */
export function coverageOf(
	services: AwsService[],
	type: string,
	path: string,
): { notImitated: string } | "irrelevant" | undefined {
	const kind = kindOf(type);
	const service = services.find(({ types }) => kind in types);
	const { notImitated = {}, irrelevant = "" } = service?.types[kind] ?? {};
	for (const [name, paths] of Object.entries(notImitated))
		if (isIn(path, paths)) return { notImitated: name };
	return isIn(path, `${everywhere} ${irrelevant}`) ? "irrelevant" : undefined;
}

/** The names of declared features that are not imitated. Start prints them, so that nobody relies on them. */
export function notImitated(
	services: AwsService[],
	resources: Pick<DeclaredResource, "type" | "state">[],
): string[] {
	const names = new Set<string>();
	for (const { type, state } of resources)
		for (const path of pathsOf(state)) {
			const coverage = coverageOf(services, type, path);
			if (typeof coverage === "object") names.add(coverage.notImitated);
		}
	return [...names].sort();
}
