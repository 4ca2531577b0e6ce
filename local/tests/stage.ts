/** The declared API over real HTTP, with the function of a test. */
import type { Server } from "node:http";
import { restApi } from "../apigateway/restApi.ts";
import type { Clock } from "../core/clock.ts";
import { listen, listener } from "../core/http.ts";
import type { Invoke } from "../core/service.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { Policies } from "../iam/iam.ts";
import { type Functions, serveFunctions } from "../lambda/lambda.ts";
import { declareCode, type State, stateOf } from "./declare.ts";
import { fixture } from "./fixture.ts";
import { Lines } from "./lines.ts";
import { ManualClock } from "./manualClock.ts";

export interface StageOptions {
	/** Takes the place of the function. */
	invoke?: Invoke;
	/** Code of the function, for a test with a process. */
	code?: string;
	/** Changes the declarations. */
	change?: (declarations: Declarations) => void;
}

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	/** The body as JSON. */
	json: State;
}

/** Answers with the event, as JSON. */
const echo: Invoke = async (_, { event }) => ({
	result: JSON.stringify({ statusCode: 200, body: JSON.stringify(event) }),
});

/** Returns the value of the header `x-result`; never returns if it is "wait". */
export const obey: Invoke = async (_, { event }) => {
	const { headers } = event as { headers: Record<string, string> };
	const result = headers["x-result"] ?? "";
	if (result === "wait") return new Promise(() => {});
	try {
		JSON.parse(result);
		return { result };
	} catch (error) {
		const { name, message } = error as Error;
		return { error: { errorType: name, errorMessage: message } };
	}
};

export class Stage {
	readonly declarations: Declarations;
	/** The gateway's time, epoch milliseconds. */
	time = Date.UTC(2026, 10, 22, 14, 2, 11);
	/** Address of the stage. */
	url = "";
	readonly key: string;
	/** The clock of time limits. */
	readonly clock = new ManualClock();
	/** The gateway's limit for each call of the function, in milliseconds. */
	readonly waits = new Lines<number>();
	/** Lines that the function writes. */
	readonly lines = new Lines<string>();
	readonly #lambda: Functions | undefined;
	#server!: Server;

	static async start({ invoke = echo, code, change }: StageOptions = {}) {
		const declarations = fixture();
		if (code) declareCode(declarations, code);
		change?.(declarations);
		const stage = new Stage(declarations, code !== undefined);
		try {
			await stage.#start(invoke);
			return stage;
		} catch (error) {
			await stage.#lambda?.close();
			throw error;
		}
	}

	private constructor(declarations: Declarations, hasFunction: boolean) {
		this.declarations = declarations;
		if (hasFunction)
			this.#lambda = serveFunctions(declarations, {
				variables: {},
				callers: new Policies(declarations),
				log: (_, line) => this.lines.add(line),
				clock: this.clock,
			});
		this.key = String(stateOf(declarations, "api-key").value);
	}

	/** Sends a request to a path below the stage. */
	async send(path: string, init: RequestInit = {}): Promise<Answer> {
		const answer = await fetch(this.url + path, init);
		const text = await answer.text();
		return {
			status: answer.status,
			headers: answer.headers,
			text,
			get json() {
				return JSON.parse(text);
			},
		};
	}

	/** Posts to `/items` with the key and a content type without a model. */
	async post(
		body: string | Uint8Array<ArrayBuffer> = "",
		headers: Record<string, string> = {},
	) {
		return this.send("/items", {
			method: "POST",
			headers: {
				"x-api-key": this.key,
				"content-type": "text/plain",
				...headers,
			},
			body,
		});
	}

	/** The event of a request. */
	async event(path: string, init: RequestInit = {}): Promise<State> {
		return (await this.send(path, init)).json;
	}

	async stop(): Promise<void> {
		this.#server.close();
		this.#server.closeAllConnections();
		await this.#lambda?.close();
	}

	async #start(invoke: Invoke): Promise<void> {
		const after: Clock["after"] = (milliseconds, run) => {
			const stop = this.clock.after(milliseconds, run);
			this.waits.add(milliseconds);
			return stop;
		};
		const api = restApi({
			declarations: this.declarations,
			invoke: this.#lambda?.invoke ?? invoke,
			clock: { now: () => this.time, after },
		});
		const { server, url } = await listen(
			listener((request) => api.serve(request)),
		);
		this.#server = server;
		this.url = `${url}/${api.stageName}`;
	}
}

/** Runs a test with a stage of its own. */
export async function atStage<T>(
	options: StageOptions,
	run: (stage: Stage) => Promise<T>,
): Promise<T> {
	const stage = await Stage.start(options);
	try {
		return await run(stage);
	} finally {
		await stage.stop();
	}
}
