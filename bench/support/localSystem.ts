/** `local/` in its own process, and requests to it. */
import type { Question } from "../../contract/request.ts";
import { promptAbout } from "../../functions/reasoning/prompt.ts";
import type { Fault } from "../../local/core/faults.ts";
import type { DeclaredResource } from "../../local/evaluate/declarations.ts";
import { temporaryFolder, writeMonths } from "./data.ts";
import { type LoadReport, load, type Shot } from "./load.ts";
import { Remote } from "./remote.ts";
import type { Started, SystemFunctions } from "./system.ts";

export interface LocalSystemOptions {
	/** Factor by which the sample data are enlarged. */
	factor?: number;
	/** Duration of a model call, milliseconds. */
	modelTakes?: number;
	faults?: Fault[];
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
	/** Address of DynamoDB and the other services. */
	readonly awsUrl: string;
	readonly geminiUrl: string;
	readonly resources: DeclaredResource[];
	readonly process: Remote<SystemFunctions>;

	private constructor(process: Remote<SystemFunctions>, started: Started) {
		this.process = process;
		this.url = started.url;
		this.awsUrl = started.awsUrl;
		this.geminiUrl = started.geminiUrl;
		this.resources = started.resources;
	}

	static async start(options: LocalSystemOptions = {}): Promise<LocalSystem> {
		const { factor = 1, modelTakes = 0, faults = [] } = options;
		const process = new Remote<SystemFunctions>("system.ts");
		const started = await process.call("startSystem", {
			config: { ...withoutLimits, dataDir: writeMonths(factor) },
			folder: temporaryFolder(),
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

	/** Sends each question once, so that its answer is cached. */
	async keepAnswers(questions: Question[]): Promise<void> {
		await this.rightLoad(16, questions.map(ask));
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
