/** Loads the settings of a stack with mocks in place of the Pulumi engine. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
	loadSettings,
	type Settings,
	WrongSettings,
} from "../../components/settings.ts";
import { fullKey } from "../../local/evaluate/stackConfig.ts";
import { testConfig } from "./stacks.ts";

const mocks = {
	newResource: () => ({ id: "", state: {} }),
	call: () => ({}),
};

/** The settings of a stack with other values; `undefined` removes a key. */
export async function settings(
	overrides: Record<string, string | undefined> = {},
	stack = "dev",
	secrets?: string[],
): Promise<Settings> {
	const { project, values, secretKeys } = testConfig(stack, {
		geminiKey: "test-key",
	});
	const full = fullKey(project);
	for (const [key, value] of Object.entries(overrides))
		if (value === undefined) delete values[full(key)];
		else values[full(key)] = value;
	await pulumi.runtime.setMocks(mocks, project, stack);
	pulumi.runtime.setAllConfig(values, secrets ?? secretKeys);
	return loadSettings();
}

/** The problems that the message of the error lists. */
export async function problems(
	overrides: Record<string, string | undefined>,
	secrets?: string[],
): Promise<string[]> {
	try {
		await settings(overrides, "dev", secrets);
	} catch (error) {
		expect(error).to.be.instanceOf(WrongSettings);
		// Pulumi shows only the message of a RunError, but still formats its stack.
		expect(pulumi.RunError.isInstance(error)).to.equal(true);
		expect((error as Error).stack).to.not.match(/^ +at /m);
		const [first, ...lines] = (error as Error).message.split("\n  ");
		expect(first).to.equal("The configuration of stack dev is refused:");
		return lines;
	}
	return [];
}
