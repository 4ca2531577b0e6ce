/** Mocha's own hooks, for every file of tests: https://mochajs.org/#root-hook-plugins */
import { beginNotes, compareNotes, noteFile } from "./policyUse.ts";

// Of Node 20, on which this may run, and Lambda does not.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const closing: (() => Promise<void>)[] = [];

/** Closes what tests share, when the last of them was run in this process, or of this file. */
export function closeAtEnd(close: () => Promise<void>): void {
	closing.push(close);
}

export const mochaHooks = {
	afterEach(this: Mocha.Context): void {
		noteFile(this.currentTest?.file ?? "");
	},
	async afterAll(): Promise<void> {
		for (const close of closing.splice(0)) await close();
	},
};

export const mochaGlobalSetup = beginNotes;
export const mochaGlobalTeardown = compareNotes;
