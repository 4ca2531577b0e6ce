/** `local/` in its own process, and requests to it. */
import type { Question } from "../../contract/request.ts";
import { promptAbout } from "../../functions/reasoning/prompt.ts";
import type { Fault } from "../../local/core/faults.ts";
import type { DeclaredResource } from "../../local/evaluate/declarations.ts";
import { writeAnswers } from "./answers.ts";
import { type Artifact, unpack } from "./artifact.ts";
import type { ContainerFunctions } from "./container.ts";
import { monthsOf, temporaryFolder, writeMonths } from "./data.ts";
import { type LoadReport, load, type Shot } from "./load.ts";
import { Remote } from "./remote.ts";
import type { Started, SystemFunctions } from "./system.ts";
import type { ToolFunctions } from "./tools.ts";

export interface LocalSystemOptions {
	/** Factor by which the sample data are enlarged. */
	factor?: number;
	/** Duration of a model call, milliseconds. */
	modelTakes?: number;
	faults?: Fault[];
	/** Folder of table and logs; a new one by default. */
	folder?: string;
}

/** Without the limits that bound the bill, which would limit the measurement too. */
const withoutLimits = {
	apiRateLimit: "1000000",
	apiBurstLimit: "1000000",
	apiDailyQuota: "1000000000",
	tableMaxReadUnits: "10000000",
	tableMaxWriteUnits: "10000000",
	wafEnabled: "false",
	// As the deployed function: nothing for 19 of 20 requests.
	traceSampleRate: "0",
};

export class LocalSystem {
	readonly url: string;
	readonly resources: DeclaredResource[];
	readonly process: Remote<SystemFunctions>;
	readonly artifact: Artifact;

	private constructor(process: Remote<SystemFunctions>, started: Started) {
		this.process = process;
		this.url = started.url;
		this.resources = started.resources;
		this.artifact = unpack(started.resources, {
			AWS_ENDPOINT_URL: started.awsUrl,
			GEMINI_BASE_URL: started.geminiUrl,
		});
	}

	static async start(options: LocalSystemOptions = {}): Promise<LocalSystem> {
		const { factor = 1, modelTakes = 0, faults = [] } = options;
		const { folder = temporaryFolder() } = options;
		const process = new Remote<SystemFunctions>("system.ts");
		const started = await process.call("startSystem", {
			config: { ...withoutLimits, dataDir: writeMonths(monthsOf(factor)) },
			folder,
			modelTakes,
			faults,
		});
		return new LocalSystem(process, started);
	}

	/** Sends requests to the distribution. */
	load(connections: number, shots: Shot[]): Promise<LoadReport> {
		return load(this.url, connections, shots);
	}

	/** Like `load`, but throws when an answer is wrong. */
	async rightLoad(connections: number, shots: Shot[]): Promise<LoadReport> {
		const report = await this.load(connections, shots);
		if (report.wrong > 0)
			throw new Error(
				`${report.wrong} wrong answers, as\n${report.examples.join("\n")}`,
			);
		return report;
	}

	/**
	 * Starts a process that has loaded the deployed function and calls the services of this system.
	 * @param log file descriptor for the function's log, which nobody reads by default
	 */
	async container(log?: number): Promise<Remote<ContainerFunctions>> {
		const { file, variables } = this.artifact;
		const container = new Remote<ContainerFunctions>("container.ts", {
			variables,
			...(log && { stdout: log }),
		});
		await container.call("load", file);
		return container;
	}

	/** Stores an answer to each question. */
	async keepAnswers(questions: Question[]): Promise<void> {
		const tools = new Remote<ToolFunctions>("tools.ts");
		const file = writeAnswers(questions);
		await tools.call("timeCache", ["import", file, "--local", this.url]);
		await tools.stop();
	}

	async stop(): Promise<void> {
		await this.process.stop();
	}
}

/** A question. The stand-in repeats the location, so that an answer to another question is wrong. */
export function ask(question: Question): Shot {
	return {
		...post(question, [200]),
		includes: promptAbout(question, "en").user.split("\n")[1] ?? "",
	};
}

export function post(body: object, statuses: number[]): Shot {
	return {
		method: "POST",
		path: "/api/reasoning",
		body: JSON.stringify(body),
		statuses,
	};
}

export function get(path: string, statuses = [200]): Shot {
	return { method: "GET", path, statuses };
}
