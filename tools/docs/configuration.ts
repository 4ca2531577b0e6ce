/** The table of settings, from Pulumi.yaml (default, description) and components/settings.ts (rule). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../../build/projectRoot.ts";
import type { Key } from "../../components/configKeys.ts";
import { keys } from "../../components/settings.ts";
import { readStackConfig } from "../../local/evaluate/stackConfig.ts";
import { markdownTable } from "../markdown.ts";

interface Schema {
	name: string;
	config: Record<string, { description: string; secret?: boolean }>;
}

/** @param stackFolder folder of `Pulumi.dev.yaml` and `Pulumi.prod.yaml` */
export function configurationTable(stackFolder: string): string {
	const { name, config }: Schema = parse(
		readFileSync(join(root, "Pulumi.yaml"), "utf8"),
	);
	const stacks = ["dev", "prod"].map(
		(stack) => readStackConfig(root, stack, {}, stackFolder).values,
	);
	const rows = Object.entries(config).map(([key, { description, secret }]) => [
		`\`${key}\``,
		...stacks.map((values) =>
			secret ? "required" : cell(values[`${name}:${key}`]),
		),
		description,
		ruleOf(key),
	]);
	return markdownTable(["key", "dev", "prod", "what it is", "must be"], rows);
}

function cell(value: string | undefined): string {
	return value === undefined || value === "" || value === "{}"
		? "–"
		: `\`${value}\``;
}

function ruleOf(name: string): string {
	const key = (keys as Record<string, Key<unknown>>)[name];
	if (!key) return "a secret without white space";
	if (key.fields)
		return Object.entries(key.fields)
			.map(([field, { rule }]) => `\`${field}\` ${rule}`)
			.join("; ");
	return key.rule.replace(/^must be /, "");
}
