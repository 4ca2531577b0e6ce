/**
 * The function as it is deployed, on this machine: the declared bundle, layer,
 * variables and policy, the table's real protocol, and in Gemini's place a
 * server that does what the test says. Time passes when the test says so.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { expect } from "chai";
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";
import type { Question } from "../../contract/request.ts";
import type { Call } from "../../local/core/caller.ts";
import {
	listen,
	listener,
	type Request,
	type Response,
} from "../../local/core/http.ts";
import {
	assemble,
	openServices,
	type System,
} from "../../local/core/system.ts";
import { Declarations } from "../../local/evaluate/declarations.ts";
import { startIam } from "../../local/iam/service.ts";
import { services } from "../../local/services.ts";
import { Lines } from "../../local/tests/lines.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { FunctionsClock } from "./clock/functionsClock.ts";
import { closeAtEnd } from "./hooks.ts";
import { noteUse } from "./policyUse.ts";
import { program } from "./program.ts";
import { questionEvent } from "./questionEvent.ts";

const { features } = sampleMonth("202407");

/** A published observation, and the question about it. */
export const observation = observationOf(features[0] as AnomalyFeature);
export const question: Question = questionAbout(observation);

/** Questions about other places, one for each test that shares a harness. */
export const otherQuestions: Question[] = features
	.slice(1)
	.map((feature) => questionAbout(observationOf(feature)));

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Record<string, unknown>;
}

/** A request to Gemini, as it came. */
export interface GeminiCall {
	path: string;
	key: string | undefined;
	body: Record<string, unknown>;
	/** The connection it came by. */
	message: IncomingMessage;
}

/** What the function runs on, and calls. */
const behindTheApi = services.filter(
	({ name }) => !["iam", "apigateway", "cloudfront"].includes(name),
);

/** What the server in Gemini's place does with a request. */
export type GeminiAnswer = (reply: ServerResponse, call: GeminiCall) => void;

export const geminiSays =
	(body: unknown, status = 200): GeminiAnswer =>
	(reply) => {
		reply.writeHead(status, { "content-type": "application/json" });
		reply.end(typeof body === "string" ? body : JSON.stringify(body));
	};

/** A whole answer with a text. */
export const geminiAnswers = (text: string) =>
	geminiSays({
		candidates: [
			{ content: { role: "model", parts: [{ text }] }, finishReason: "STOP" },
		],
		usageMetadata: { promptTokenCount: 321, candidatesTokenCount: 123 },
	});

/** The protocol's form of a failure: https://google.aip.dev/193 */
export const geminiFails = (status: number, ...details: object[]) =>
	geminiSays({ error: { code: status, message: "failed", details } }, status);

/** When to ask again, as Gemini says it in an error; `61.2s`. */
export const retryInfo = (retryDelay: string) => ({
	"@type": "type.googleapis.com/google.rpc.RetryInfo",
	retryDelay,
});

/** Returns a response in place of an AWS service; undefined forwards the call. */
export type FaultInjection = (
	service: string,
	request: Request,
) => Response | Promise<Response> | undefined;

export interface HarnessOptions {
	/** Configuration in place of the stack's own, by key. */
	config?: Record<string, string>;
	/** Changes what is declared before it is used. */
	declared?: (declarations: Declarations) => void;
}

const day = 86_400_000;

let shared: Promise<Harness> | undefined;

export class Harness {
	/** What Gemini does, call by call; the last one for all that follow. */
	gemini: GeminiAnswer[] = [geminiAnswers("A fire, likely.")];
	faults: FaultInjection = () => undefined;
	/** Whether X-Ray traces the next requests. */
	sampled = false;
	clock!: FunctionsClock;
	readonly #geminiCalls = new Lines<GeminiCall>();
	/** The function's calls that its policies decided, and how. */
	readonly awsCalls: (Call & { allowed: boolean })[] = [];
	/** What the function wrote. */
	readonly #log = new Lines<Record<string, unknown>>();
	/** Subsegments that the function sent. */
	readonly #traces = new Lines<Record<string, unknown>>();
	readonly #servers: Server[] = [];
	#system!: System;
	#closeServices!: () => Promise<void>;
	#alias = "";
	#table = "";
	#aws = "";

	static async start(options: HarnessOptions = {}): Promise<Harness> {
		const harness = new Harness();
		await harness.#start(options);
		return harness;
	}

	/**
	 * What the tests of a file share, for a start takes half a second of a
	 * processor: nothing is left of the test before but a warm container, a day
	 * later, when all that it remembered is read anew.
	 */
	static async shared(): Promise<Harness> {
		if (shared) return (await shared).#clear();
		shared = Harness.start();
		closeAtEnd(async () => {
			const harness = await shared;
			shared = undefined;
			await harness?.stop();
		});
		return shared;
	}

	async #clear(): Promise<this> {
		this.gemini = [geminiAnswers("A fire, likely.")];
		this.faults = () => undefined;
		this.sampled = false;
		const { Items } = await this.#call("Scan", {});
		for (const { cache_key } of Items as Record<string, object>[])
			await this.#call("DeleteItem", { Key: { cache_key } });
		await this.clock.passEverywhere(day);
		for (const told of [this.#geminiCalls, this.#log, this.#traces])
			told.all.length = 0;
		this.awsCalls.length = 0;
		return this;
	}

	/** Asks as API Gateway does. */
	async ask(
		body: unknown = question,
		event: Record<string, unknown> = {},
	): Promise<Answer> {
		return this.invoke({
			...questionEvent(typeof body === "string" ? body : JSON.stringify(body)),
			...event,
		});
	}

	/** Invokes the alias with an event, whatever it is. */
	async invoke(event: unknown): Promise<Answer> {
		const outcome = await this.#system.invoke(this.#alias, {
			event,
			traceId: `Root=1-67000000-000000000000000000000000;Parent=1111111111111111;Sampled=${Number(this.sampled)}`,
		});
		expect(outcome.error).to.equal(undefined);
		const { statusCode, headers, body } = JSON.parse(String(outcome.result));
		return { status: statusCode, headers, body: JSON.parse(body) };
	}

	/** The first line of the log that fits; waits for it. */
	async logged(
		fits: (line: Record<string, unknown>) => boolean,
	): Promise<Record<string, unknown>> {
		const [found] = await this.#log.until(fits);
		return found as Record<string, unknown>;
	}

	get log(): Record<string, unknown>[] {
		return this.#log.all;
	}

	get geminiCalls(): GeminiCall[] {
		return this.#geminiCalls.all;
	}

	/** Waits until the model is asked. */
	async asked(): Promise<GeminiCall> {
		const [call] = await this.#geminiCalls.until(() => true);
		return call as GeminiCall;
	}

	/** Waits until the function has sent this many subsegments. */
	async traced(count: number): Promise<Record<string, unknown>[]> {
		return this.#traces.until(() => true, count);
	}

	/** An item of the table, in DynamoDB's form. */
	async item(key: string): Promise<Record<string, object> | undefined> {
		const { Item } = await this.#call("GetItem", {
			Key: { cache_key: { S: key } },
			ConsistentRead: true,
		});
		return Item as Record<string, object> | undefined;
	}

	async put(item: Record<string, object>): Promise<void> {
		await this.#call("PutItem", { Item: item });
	}

	async stop(): Promise<void> {
		await this.#system.stop();
		this.clock.stop();
		for (const server of this.#servers) {
			server.close();
			server.closeAllConnections();
		}
		await this.#closeServices();
	}

	async #start({ config, declared }: HarnessOptions): Promise<void> {
		const { resources } = await program("dev", config);
		const declarations = new Declarations(structuredClone(resources));
		declared?.(declarations);

		this.#aws = await this.#listen(
			listener(async (request) => {
				const service = /\/([\w-]+)\/aws4_request/.exec(
					request.headers.authorization?.[0] ?? "",
				)?.[1];
				return (
					(await this.faults(service ?? "", request)) ??
					this.#system.aws(request)
				);
			}),
		);
		this.clock = await FunctionsClock.start();
		const { ready, close } = await openServices(behindTheApi, undefined);
		this.#closeServices = close;
		const iam = startIam((caller, call, allowed) => {
			// The test's own calls are the operator's.
			if (caller.endsWith(":root")) return;
			this.awsCalls.push({ ...call, allowed });
			if (allowed) noteUse(call.action);
		});
		this.#system = await assemble(declarations, {
			services: [{ name: "iam", start: iam }, ...ready],
			clock: this.clock,
			variables: {
				...this.clock.variables,
				AWS_ENDPOINT_URL: this.#aws,
				GEMINI_BASE_URL: await this.#listen((message, reply) =>
					this.#answer(message, reply),
				),
			},
			log: (name, line) => this.#note(name, line),
		});
		this.#alias = declarations.one("lambda.Alias").arn;
		this.#table = declarations.one("dynamodb.Table").name;
	}

	#note(name: string, line: string): void {
		if (name === "traces") this.#traces.add(JSON.parse(line));
		else this.#log.add(parse(line));
	}

	async #listen(handle: Parameters<typeof listen>[0]): Promise<string> {
		const { server, url } = await listen(handle);
		this.#servers.push(server);
		return url;
	}

	async #answer(message: IncomingMessage, reply: ServerResponse) {
		const call: GeminiCall = {
			path: message.url ?? "",
			key: message.headers["x-goog-api-key"]?.toString(),
			body: (await json(message)) as GeminiCall["body"],
			message,
		};
		this.#geminiCalls.add(call);
		const [next, ...rest] = this.gemini;
		if (rest.length > 0) this.gemini = rest;
		next?.(reply, call);
	}

	/** As the operator, who may everything. */
	async #call(operation: string, input: object) {
		const response = await fetch(this.#aws, {
			method: "POST",
			headers: {
				"content-type": "application/x-amz-json-1.0",
				"x-amz-target": `DynamoDB_20120810.${operation}`,
				"x-amz-date": "20240101T000000Z",
				authorization:
					"AWS4-HMAC-SHA256 Credential=operator/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
			},
			body: JSON.stringify({ TableName: this.#table, ...input }),
		});
		const body: Record<string, unknown> = await response.json();
		expect(response.status, JSON.stringify(body)).to.equal(200);
		return body;
	}
}

function parse(line: string): Record<string, unknown> {
	try {
		return JSON.parse(line);
	} catch {
		return { text: line };
	}
}
