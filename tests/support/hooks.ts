/** Mocha's root hooks, which run for every test file: https://mochajs.org/#root-hook-plugins */
import { devNull } from "node:os";
// Before any test loads a package.
import "./loadPackages.mjs";
import "../../local/evaluate/leanPulumi.ts";
import { beginNotes, compareNotes, noteFile } from "./policyUse.ts";

// What an operator has set for AWS, Pulumi and Gemini must not change a result.
for (const name of Object.keys(process.env))
	if (/^(AWS|PULUMI|GEMINI)_/.test(name)) delete process.env[name];
process.env.AWS_CONFIG_FILE = devNull;
process.env.AWS_SHARED_CREDENTIALS_FILE = devNull;

// The AWS SDK warns of Node.js 20. Tests may run on it; Lambda does not.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const closing: (() => Promise<void>)[] = [];

/**
 * Registers a function that closes what test files share. It runs in mocha's own
 * process alone, if tests run there: a parallel process ends with all that it has open.
 */
export function closeAtEnd(close: () => Promise<void>): void {
	closing.push(close);
}

export const mochaHooks = {
	afterEach(this: Mocha.Context): void {
		noteFile(this.currentTest?.file ?? "");
	},
};

export const mochaGlobalSetup = beginNotes;
export async function mochaGlobalTeardown(): Promise<void> {
	for (const close of closing) await close();
	compareNotes();
}
