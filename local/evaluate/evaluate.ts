/**
 * Child process: evaluates the program and sends what it declares to the
 * parent. Pulumi and the AWS package take 150 MB and a second; here they are
 * gone when the work is done.
 */
import "./leanPulumi.ts";
// Loaded before the program asks for it; of the program itself, nothing is.
import "@pulumi/aws";
import { RunError } from "@pulumi/pulumi";
import type { Report } from "./declarations.ts";
import { evaluate, resolved } from "./program.ts";
import type { StackConfig } from "./stackConfig.ts";

async function report(config: StackConfig): Promise<Report> {
	try {
		const { resources, outputs, warnings } = await evaluate(config);
		for (const warning of warnings) console.warn(`Warning: ${warning}`);
		return {
			outputs: await resolved(outputs),
			// Inputs are for tests of the program.
			resources: resources.map(({ inputs, ...declared }) => declared),
		};
	} catch (error) {
		if (RunError.isInstance(error)) return { problem: error.message };
		return { failure: (error as Error).stack ?? String(error) };
	}
}

process.once("message", async (config: StackConfig) => {
	process.send?.(await report(config), () => process.disconnect());
});
// Whoever asked is gone: nobody waits for an answer.
process.once("disconnect", () => process.exit());
