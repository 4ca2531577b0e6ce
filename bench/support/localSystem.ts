/** `local/` and a load on it, each in a process of its own. */
import type { Question } from "../../contract/request.ts";
import { promptAbout } from "../../functions/reasoning/prompt.ts";
import type { Fault } from "../../local/core/faults.ts";
import type { DeclaredResource } from "../../local/evaluate/declarations.ts";
import { temporaryFolder, writeMonths } from "./data.ts";
import type { Load, LoadFunctions, LoadReport, Shot } from "./load.ts";
import { Remote } from "./remote.ts";
import type { Started, SystemFunctions } from "./system.ts";

export interface LocalSystemOptions {
	/** How many times the sample data. */
	factor?: number;
	/** How long the model takes, milliseconds. */
	modelTakes?: number;
	flags?: string[];
	faults?: Fault[];
}

/** Limits are for the cloud's bill: here they would be what is measured. */
const withoutLimits = {
	apiRateLimit: "1000000",
	apiBurstLimit: "1000000",
	apiDailyQuota: "1000000000",
	wafEnabled: "false",
	// As much as the deployed function: none, for all but one in twenty.
	traceSampleRate: "0",
};

export class LocalSystem {
	readonly url: string;
	/** DynamoDB and the other services. */
	readonly awsUrl: string;
	readonly geminiUrl: string;
	readonly resources: DeclaredResource[];
	readonly process: Remote<SystemFunctions>;
	readonly #load = new Remote<LoadFunctions>("load.ts");

	private constructor(process: Remote<SystemFunctions>, started: Started) {
		this.process = process;
		this.url = started.url;
		this.awsUrl = started.awsUrl;
		this.geminiUrl = started.geminiUrl;
		this.resources = started.resources;
	}

	static async start(options: LocalSystemOptions = {}): Promise<LocalSystem> {
		const { factor = 1, modelTakes = 0, flags = [], faults = [] } = options;
		const process = new Remote<SystemFunctions>("system.ts", { flags });
		const started = await process.call("startSystem", {
			config: { ...withoutLimits, dataDir: writeMonths(factor) },
			folder: temporaryFolder(),
			modelTakes,
			faults,
		});
		return new LocalSystem(process, started);
	}

	/** A load on the distribution, or on the address that is given. */
	load(
		load: Omit<Load, "url">,
		{ url = this.url }: { url?: string } = {},
	): Promise<LoadReport> {
		return this.#load.call("run", { url, ...load });
	}

	/** The same; throws when an answer is wrong. */
	async rightLoad(load: Omit<Load, "url">, at = {}): Promise<LoadReport> {
		const report = await this.load(load, at);
		if (report.wrong > 0)
			throw new Error(
				`${report.wrong} wrong answers, as\n${report.examples.join("\n")}`,
			);
		return report;
	}

	/** Asks each question once, so that its answer is kept. */
	async keepAnswers(questions: Question[]): Promise<void> {
		await this.rightLoad({
			connections: 16,
			shots: questions.map((question) => ask(question)),
			until: { requests: questions.length },
		});
	}

	async stop(): Promise<void> {
		await this.#load.stop();
		await this.process.stop();
	}
}

/** A request as a browser sends it; the host is any. */
export function httpRequest(
	method: string,
	path: string,
	headers: Record<string, string> = {},
	body = "",
): string {
	const all = {
		host: "127.0.0.1",
		"accept-encoding": "gzip, deflate, br",
		"user-agent": "bench",
		...headers,
		...(body && { "content-length": String(Buffer.byteLength(body)) }),
	};
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
	return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** A question; the stand-in repeats the place, so that another's answer is seen to be wrong. */
export function ask(question: Question): Shot {
	return {
		text: httpRequest(
			"POST",
			"/api/reasoning",
			{ "content-type": "application/json" },
			JSON.stringify(question),
		),
		statuses: [200],
		includes: promptAbout(question, "en").user.split("\n")[1] ?? "",
	};
}

export function get(path: string, statuses = [200]): Shot {
	return { text: httpRequest("GET", path), statuses };
}
