import type { LocalOptions } from "../../tools/local.ts";
import { sharedEvaluator } from "./program.ts";
import { stackFolder } from "./stacks.ts";

/** Starts the whole system with the stand-in for Gemini and the table in memory. */
export const startOptions: LocalOptions = {
	stack: "dev",
	stackFolder,
	port: 0,
	config: {},
	folder: undefined,
	evaluator: sharedEvaluator,
};
