/** The map on this machine: what `local/` is told of this project. */
import { root } from "../build/projectRoot.ts";
import type { Project } from "../local/cli/cli.ts";
import {
	type Running,
	type StandIn,
	type StartOptions,
	start as startProgram,
} from "../local/cli/start.ts";
import { readStackConfig } from "../local/evaluate/stackConfig.ts";
import {
	geminiAt,
	geminiFaults,
	geminiOrigin,
	geminiStandIn,
} from "../stand-ins/gemini.ts";

/** A key of the right form for the stand-in, which takes any. */
const standInKey = "stand-in-key";

export interface LocalOptions
	extends Omit<StartOptions, "program" | "standIns"> {
	/** Asks Gemini itself; the stand-in answers when undefined. */
	geminiKey?: string | undefined;
	/** Another stand-in's address. */
	geminiUrl?: string | undefined;
}

/** Starts the map; everything that a test or a tool does not give is as `npm start` has it. */
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

/** What `npm start` serves. */
export function project(geminiKey: string | undefined): Project {
	return {
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
