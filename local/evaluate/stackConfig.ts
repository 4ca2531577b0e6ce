/** The configuration of a stack, read as the Pulumi CLI reads it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { UsageError } from "../core/usageError.ts";

export interface StackConfig {
	/** The folder of the program. */
	folder: string;
	project: string;
	stack: string;
	/** By full key, `namespace:key`. A value that is not a string is JSON. */
	values: Record<string, string>;
	secretKeys: string[];
}

interface Project {
	name: string;
	config: Record<string, { default?: unknown; secret?: boolean }>;
}

/**
 * Merges the defaults of Pulumi.yaml, `Pulumi.<stack>.yaml` and `overrides`; the
 * last one wins.
 * @param folder of the program
 * @param overrides by key of the project's namespace
 * @param stackFolder of `Pulumi.<stack>.yaml`
 * @throws UsageError for an unknown stack
 */
export function readStackConfig(
	folder: string,
	stack: string,
	overrides: Record<string, string> = {},
	stackFolder = folder,
): StackConfig {
	const project: Project = readYaml(join(folder, "Pulumi.yaml"));
	const file = join(stackFolder, `Pulumi.${stack}.yaml`);
	if (!/^[\w.-]+$/.test(stack) || !existsSync(file))
		throw new UsageError(
			`there is no stack ${JSON.stringify(stack)}; --stack takes ${stacks(stackFolder).join(" or ")}`,
		);
	const full = fullKey(project.name);
	const values: Record<string, string> = {};
	for (const [key, { default: value }] of Object.entries(project.config))
		if (value !== undefined) values[full(key)] = asText(value);
	const own: Record<string, unknown> = readYaml(file).config ?? {};
	for (const [key, value] of Object.entries(own)) values[key] = asText(value);
	const secretKeys = Object.entries(project.config)
		.filter(([, { secret }]) => secret)
		.map(([key]) => full(key));
	const config = { folder, project: project.name, stack, values, secretKeys };
	return withOverrides(config, overrides);
}

/** @param overrides by key, without the project's namespace */
export function withOverrides(
	config: StackConfig,
	overrides: Record<string, string>,
): StackConfig {
	const full = fullKey(config.project);
	const values = { ...config.values };
	for (const [key, value] of Object.entries(overrides))
		values[full(key)] = value;
	return { ...config, values };
}

/** Adds the project's namespace to a key that has none. */
export const fullKey = (project: string) => (key: string) =>
	key.includes(":") ? key : `${project}:${key}`;

function stacks(folder: string): string[] {
	return readdirSync(folder)
		.map((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1])
		.filter((stack) => stack !== undefined);
}

function readYaml(file: string) {
	return parse(readFileSync(file, "utf8"));
}

function asText(value: unknown): string {
	return typeof value === "string" ? value : JSON.stringify(value);
}
