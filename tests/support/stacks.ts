/**
 * The stacks as tests know them, whatever whoever runs the tests has set in
 * their own `Pulumi.<stack>.yaml`.
 */
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";
import {
	readStackConfig,
	type StackConfig,
} from "../../local/evaluate/stackConfig.ts";
import type { LocalOptions } from "../../tools/local.ts";

export const stackFolder = join(import.meta.dirname, "stacks");

/** @param overrides by key of the project's namespace */
export function testConfig(
	stack: string,
	overrides: Record<string, string> = {},
): StackConfig {
	return readStackConfig(root, stack, overrides, stackFolder);
}

/** The whole system, with the stand-in for Gemini, and the table in memory. */
export const startOptions: LocalOptions = {
	stack: "dev",
	stackFolder,
	port: 0,
	config: {},
	folder: undefined,
};
