/** Starts a process that evaluates a program. JavaScript, so that a command can do it before it loads tsx. */
import { fork } from "node:child_process";

/**
 * The process loads Pulumi, and then waits for the configuration of a stack.
 * @param {string} folder folder of the program
 */
export function startEvaluation(folder) {
	// Pulumi comes before tsx: see leanPulumi.mjs.
	const lean = new URL("./leanPulumi.mjs", import.meta.url).href;
	const imports = [lean, "@pulumi/aws", "tsx/esm"];
	return fork(`${import.meta.dirname}/evaluate.ts`, {
		cwd: folder,
		execArgv: imports.flatMap((module) => ["--import", module]),
		serialization: "advanced",
	});
}
