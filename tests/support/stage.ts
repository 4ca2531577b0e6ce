/** The declared API on this machine, over real HTTP, with a function that does what a test says. */
import type { Server } from "node:http";
import { restApi } from "../../local/apigateway/restApi.ts";
import type { Clock } from "../../local/core/clock.ts";
import { listen, listener } from "../../local/core/http.ts";
import type { Declarations } from "../../local/evaluate/declarations.ts";
import { Policies } from "../../local/iam/iam.ts";
import { Lambda } from "../../local/lambda/lambda.ts";
import { ManualClock } from "./clock/manualClock.ts";
import { declareCode, declared, type State, stateOf } from "./declared.ts";
import { closeAtEnd } from "./hooks.ts";
import { Lines } from "./lines.ts";

export interface StageOptions {
	/** The function, as `index.js`. */
	code?: string;
	/** Changes what is declared. */
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
export const echo =
	"exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });";

/** Answers with what the header `x-result` says, as it is; never, if that is "wait". */
export const obey = `exports.handler = async ({ headers }) =>
	headers["x-result"] === "wait"
		? new Promise(() => {})
		: JSON.parse(headers["x-result"]);`;

/** Stages whose functions are alike, and keep nothing, share them. */
const shared = new Map<string, Lambda>();

function functionsOf(
	declarations: Declarations,
	clock: ManualClock,
	lines: Lines<string>,
): Lambda {
	return new Lambda(declarations, {
		variables: {},
		callers: new Policies(declarations),
		log: (_, line) => lines.add(line),
		clock,
	});
}

function sharedFunctionsOf(declarations: Declarations): Lambda {
	const key = JSON.stringify(stateOf(declarations, "lambda-reasoning"));
	const known = shared.get(key);
	if (known) return known;
	const functions = functionsOf(declarations, new ManualClock(), new Lines());
	shared.set(key, functions);
	closeAtEnd(() => {
		shared.delete(key);
		return functions.close();
	});
	return functions;
}

export class Stage {
	readonly declarations: Declarations;
	/** Lines of the access log, by log group. */
	readonly log: [logGroup: string, line: string][] = [];
	/** What the gateway takes for the time, epoch milliseconds. */
	time = Date.UTC(2026, 10, 22, 14, 2, 11);
	/** With the stage in it. */
	url = "";
	readonly key: string;
	/** Of the limits of the gateway, and of the function where it is not shared. */
	readonly clock = new ManualClock();
	/** How long the gateway waits for the function, for each call; milliseconds. */
	readonly waits = new Lines<number>();
	/** What the function writes, likewise. */
	readonly lines = new Lines<string>();
	readonly #lambda: Lambda;
	readonly #isShared: boolean;
	#server!: Server;

	static async start({
		code = echo,
		change,
	}: StageOptions = {}): Promise<Stage> {
		const declarations = await declared();
		declareCode(declarations, code);
		// What the program admits to `/health` has its own test.
		stateOf(declarations, "api-health-settings").stageName = "other";
		change?.(declarations);
		const stage = new Stage(declarations, [echo, obey].includes(code));
		try {
			await stage.#start();
			return stage;
		} catch (error) {
			await stage.#closeFunctions();
			throw error;
		}
	}

	private constructor(declarations: Declarations, isShared: boolean) {
		this.declarations = declarations;
		this.#isShared = isShared;
		this.#lambda = isShared
			? sharedFunctionsOf(declarations)
			: functionsOf(declarations, this.clock, this.lines);
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

	/** Posts to `/reasoning` with the key; the type is one that no model is for. */
	async post(
		body: string | Uint8Array<ArrayBuffer> = "",
		headers: Record<string, string> = {},
	) {
		return this.send("/reasoning", {
			method: "POST",
			headers: {
				"x-api-key": this.key,
				"content-type": "text/plain",
				...headers,
			},
			body,
		});
	}

	/** What the function is given for a request. */
	async event(path: string, init: RequestInit = {}): Promise<State> {
		return (await this.send(path, init)).json;
	}

	async stop(): Promise<void> {
		this.#server.close();
		this.#server.closeAllConnections();
		await this.#closeFunctions();
	}

	async #closeFunctions(): Promise<void> {
		if (!this.#isShared) await this.#lambda.close();
	}

	async #start(): Promise<void> {
		const after: Clock["after"] = (milliseconds, run) => {
			const stop = this.clock.after(milliseconds, run);
			this.waits.add(milliseconds);
			return stop;
		};
		const api = restApi({
			declarations: this.declarations,
			invoke: this.#lambda.invoke,
			log: (...line) => this.log.push(line),
			clock: { now: () => this.time, after },
		});
		const { server, url } = await listen(
			listener((request) => api.serve(request)),
		);
		this.#server = server;
		this.url = `${url}/${api.stageName}`;
	}
}

/** Runs something at a stage that is started for it alone. */
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
