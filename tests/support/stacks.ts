/**
 * The stacks' configuration for tests. It does not depend on the settings in
 * the operator's `Pulumi.<stack>.yaml`.
 */
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";
import {
	readStackConfig,
	type StackConfig,
	withOverrides,
} from "../../local/evaluate/stackConfig.ts";

export const stackFolder = join(import.meta.dirname, "stacks");

const known = new Map<string, StackConfig>();

/** @param overrides by key, without the project's namespace */
export function testConfig(
	stack: string,
	overrides: Record<string, string> = {},
): StackConfig {
	const config =
		known.get(stack) ?? readStackConfig(root, stack, {}, stackFolder);
	known.set(stack, config);
	return withOverrides(config, overrides);
}
