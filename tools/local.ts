/** Serves this project on one machine: passes its program and its stand-ins to `local/`. */
import type { ChildProcess } from "node:child_process";
import { root } from "../build/projectRoot.ts";
import type { Project } from "../local/cli/cli.ts";
import {
	type Running,
	type StandIn,
	type StartOptions,
	start as startProgram,
} from "../local/cli/start.ts";
import { Evaluator } from "../local/evaluate/declarations.ts";
import { readStackConfig } from "../local/evaluate/stackConfig.ts";
import {
	geminiAt,
	geminiFaults,
	geminiOrigin,
	geminiStandIn,
} from "../stand-ins/gemini.ts";

/** A key in the right form. The stand-in accepts any. */
const standInKey = "stand-in-key";

export interface LocalOptions
	extends Omit<StartOptions, "program" | "standIns"> {
	/** Key for Gemini itself. Default: the stand-in answers. */
	geminiKey?: string | undefined;
	/** Address of another stand-in. */
	geminiUrl?: string | undefined;
}

/** Starts the system as `npm start` does, with the given options. */
export function start({
	geminiKey,
	geminiUrl,
	...options
}: LocalOptions): Promise<Running> {
	return startProgram({
		...options,
		program: root,
		standIns: [gemini(geminiKey, geminiUrl)],
		config: { ...options.config, geminiKey: geminiKey ?? standInKey },
	});
}

function gemini(key: string | undefined, url: string | undefined): StandIn {
	const address = url ?? (key ? geminiOrigin : undefined);
	return {
		name: "gemini",
		variable: "GEMINI_BASE_URL",
		address,
		serve: address ? geminiAt(address) : geminiStandIn,
		faults: geminiFaults,
	};
}

/** The configuration of a stack of this project. */
export const stackConfig = (
	stack: string,
	overrides: Record<string, string> = {},
) => readStackConfig(root, stack, overrides);

/**
 * The project as `npm start` serves it.
 * @param evaluation a process that waits for an evaluation, if there is one
 */
export function project(
	geminiKey: string | undefined,
	evaluation?: ChildProcess,
): Project {
	return {
		evaluator: new Evaluator(evaluation),
		title: "The CO2 anomaly map",
		program: root,
		folders: ["build", "components", "contract", "functions", "site"],
		data: { key: "dataDir", holds: "anomaliesYYYYMM.geojson files" },
		config: { geminiKey: geminiKey ?? standInKey },
		standIns: [gemini(geminiKey, undefined)],
		notes: {
			"Answers come from": geminiKey
				? "Gemini"
				: "a stand-in; set GEMINI_API_KEY to ask Gemini",
		},
	};
}
