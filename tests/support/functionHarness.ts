/**
 * The function as it is deployed, on this machine: the declared bundle, layer,
 * variables and policy, the real protocol of the table, and a server in place
 * of Gemini that the test controls. The test also moves the clock.
 */
import type { Server } from "node:http";
import { expect } from "chai";
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
import { FunctionsClock } from "./clock/functionsClock.ts";
import { GeminiServer } from "./geminiServer.ts";
import { closeAtEnd } from "./hooks.ts";
import { notePolicy, noteUse, type Policy } from "./policyUse.ts";
import { program } from "./program.ts";
import { questionEvent } from "./questionEvent.ts";
import { question } from "./questions.ts";

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Record<string, unknown>;
}

/** The services that the function runs on and calls. */
const behindTheApi = services.filter(
	({ name }) => !["iam", "apigateway", "cloudfront"].includes(name),
);

/** Returns a response in place of an AWS service; undefined forwards the call. */
export type FaultInjection = (
	service: string,
	request: Request,
) => Response | Promise<Response | undefined> | undefined;

export interface HarnessOptions {
	/** Configuration in place of the stack's own, by key. */
	config?: Record<string, string>;
	/** Environment variables of the function in place of the declared ones. */
	variables?: Record<string, string>;
	/** Changes what is declared before it is used. */
	declared?: (declarations: Declarations) => void;
}

const day = 86_400_000;

let shared: Promise<Harness> | undefined;

export class Harness {
	readonly gemini = new GeminiServer();
	faults: FaultInjection = () => undefined;
	/** Whether X-Ray traces the next requests. */
	sampled = false;
	clock!: FunctionsClock;
	/** The function's calls to AWS, and whether its policy allowed them. */
	readonly awsCalls: (Call & { allowed: boolean })[] = [];
	/** The function's log. */
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
	 * Returns the harness that the tests of a process share, after a reset: starting
	 * one takes half a second of CPU time.
	 */
	static async shared(): Promise<Harness> {
		if (shared) return (await shared).reset();
		const started = Harness.start();
		shared = started;
		closeAtEnd(async () => (await started).stop());
		return started;
	}

	/**
	 * Removes the state of the test before: items, faults, held pauses, calls and
	 * lines of the log. The function's process stays, and a day passes, so that it reads again
	 * all that it caches for some time.
	 */
	async reset(): Promise<this> {
		this.gemini.reset();
		this.faults = () => undefined;
		this.sampled = false;
		this.clock.endPauses();
		const { Items } = await this.#call("Scan", {});
		for (const { cache_key } of Items as Record<string, object>[])
			await this.#call("DeleteItem", { Key: { cache_key } });
		await this.clock.passEverywhere(day);
		this.log.length = 0;
		this.#traces.all.length = 0;
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

	/** Invokes the alias with any event. */
	async invoke(event: unknown): Promise<Answer> {
		const outcome = await this.#system.invoke(this.#alias, {
			event,
			traceId: `Root=1-67000000-000000000000000000000000;Parent=1111111111111111;Sampled=${Number(this.sampled)}`,
		});
		expect(outcome.error).to.equal(undefined);
		const { statusCode, headers, body } = JSON.parse(String(outcome.result));
		return { status: statusCode, headers, body: JSON.parse(body) };
	}

	/** Waits for a line of the log that fits, and returns the first one. */
	async logged(
		fits: (line: Record<string, unknown>) => boolean,
	): Promise<Record<string, unknown>> {
		const [found] = await this.#log.until(fits);
		return found as Record<string, unknown>;
	}

	get log(): Record<string, unknown>[] {
		return this.#log.all;
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

	async #start({ config, variables, declared }: HarnessOptions): Promise<void> {
		this.gemini.reset();
		const declaring = await program("dev", config);
		if (!config) notePolicy(declaring.inputs("lambda-policy").policy as Policy);
		const declarations = new Declarations(structuredClone(declaring.resources));
		declared?.(declarations);

		this.#aws = await this.#listen(
			listener(async (request) => {
				const service = /\/([\w-]+)\/aws4_request/.exec(
					request.headers.authorization?.[0] ?? "",
				)?.[1];
				const answer =
					(await this.faults(service ?? "", request)) ??
					(await this.#system.aws(request));
				// The SDK repeats a call that fails with a date far from its own.
				const date = [new Date(this.clock.now()).toUTCString()];
				return { ...answer, headers: { ...answer.headers, date } };
			}),
		);
		this.clock = await FunctionsClock.start();
		const { ready, close } = await openServices(behindTheApi, undefined);
		this.#closeServices = close;
		const iam = startIam((caller, call, allowed) => {
			// The test itself calls as the operator.
			if (caller.endsWith(":root")) return;
			this.awsCalls.push({ ...call, allowed });
			if (allowed) noteUse(call.action);
		});
		this.#system = await assemble(declarations, {
			services: [{ name: "iam", start: iam }, ...ready],
			clock: this.clock,
			variables: {
				...this.clock.variables,
				...variables,
				AWS_ENDPOINT_URL: this.#aws,
				GEMINI_BASE_URL: await this.#listen(this.gemini.serve),
			},
			log: (name, line) =>
				(name === "traces" ? this.#traces : this.#log).add(parse(line)),
		});
		this.#alias = declarations.one("lambda.Alias").arn;
		this.#table = declarations.one("dynamodb.Table").name;
	}

	async #listen(handle: Parameters<typeof listen>[0]): Promise<string> {
		const { server, url } = await listen(handle);
		this.#servers.push(server);
		return url;
	}

	/** Calls the table with the permissions of the operator. */
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
