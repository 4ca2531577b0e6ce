/**
 * A child process that evaluates the program and sends its declarations to the
 * parent. Pulumi's 150 MB are free again when it ends.
 */
import "./leanPulumi.ts";
// Loaded while the process waits for its message.
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
			// Only tests of the program read the inputs.
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
// The parent has ended.
process.once("disconnect", () => process.exit());
