/** Starts a process that evaluates a program. JavaScript, so that a command can do it before it loads tsx. */
import { fork } from "node:child_process";

/**
 * The process loads Pulumi, and then waits for the configuration of a stack.
 * @param {string} folder folder of the program
 */
export function startEvaluation(folder) {
	return fork(`${import.meta.dirname}/evaluate.ts`, {
		cwd: folder,
		// Without tsx's hook for CommonJS, Pulumi loads a third faster.
		execArgv: ["--import", "tsx/esm"],
		serialization: "advanced",
	});
}
