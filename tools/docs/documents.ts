/** The documents with parts that are generated from the program. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";
import type { Declarations } from "../../local/evaluate/declarations.ts";
import { boundRows, boundsOf } from "../cost/bounds.ts";
import { estimate } from "../cost/estimate.ts";
import { assumptionRows, byService, priceRows } from "../cost/report.ts";
import { markdownTable } from "../markdown.ts";
import { withParts } from "./blocks.ts";
import { configurationTable } from "./configuration.ts";

export interface Sources {
	/** What each stack declares. */
	dev: Declarations;
	prod: Declarations;
	/** Folder of the stacks' files. */
	stackFolder: string;
}

/** The documents with their present parts, by path from the project's root. */
export function documents(sources: Sources): Map<string, string> {
	const parts: Record<string, Record<string, string>> = {
		"docs/configuration.md": {
			settings: configurationTable(sources.stackFolder),
		},
		"docs/costs.md": costParts(sources),
	};
	return new Map(
		Object.entries(parts).map(([file, made]) => [
			file,
			withParts(readFileSync(join(root, file), "utf8"), made),
		]),
	);
}

/** The usage that docs/costs.md assumes. */
export const example = { questions: 100_000, hitRatio: 0.9 };

function costParts({ dev, prod }: Sources): Record<string, string> {
	const cells = new Map<string, string[]>();
	for (const [column, stack] of [dev, prod].entries())
		for (const [service, ...usd] of byService(estimate(stack, example))) {
			const row = cells.get(service) ?? ["–", "–", "–", "–"];
			row.splice(2 * column, 2, ...usd);
			cells.set(service, row);
		}
	// The services of both stacks are sorted, with the total at the end.
	const rows = [...cells].sort(
		([a], [b]) =>
			Number(a === "total") - Number(b === "total") || a.localeCompare(b, "en"),
	);
	return {
		monthly: markdownTable(
			["USD a month", "dev idle", "dev in use", "prod idle", "prod in use"],
			rows.map(([service, row]) => [service, ...row]),
		),
		assumptions: markdownTable(["assumed", ""], assumptionRows()),
		bounds: markdownTable(
			["cost", "what limits it", "dev", "prod", "prod, one address"],
			boundRows(boundsOf(dev), boundsOf(prod)),
		),
		prices: markdownTable(["price", "USD", "for", "seen at"], priceRows()),
	};
}
