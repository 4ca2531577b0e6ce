/** Child process: an execution environment with the function alone. */
import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";
import type * as Sdk from "@aws-sdk/client-dynamodb";
import type { handler } from "../../functions/reasoning/handler.ts";
import { questionEvent } from "../../tests/support/questionEvent.ts";
import { serveFunctions } from "./remote.ts";

type Event = Parameters<typeof handler>[0];

let invoke: typeof handler;
let sdk: typeof Sdk;

/** Loads the artifact. */
function load(file: string): void {
	// Loaded as the function loads it: its layer is on NODE_PATH.
	const require = createRequire(file);
	invoke = require(file).handler;
	sdk = require("@aws-sdk/client-dynamodb");
}

/** Sends concurrent questions; returns the bodies. */
async function askAtOnce(question: string, times: number): Promise<string[]> {
	const answers = Array.from({ length: times }, () => askOnce(question));
	return Promise.all(answers);
}

/** Sends a question until there is an answer, as the page does while the model works. */
async function askOnce(question: string): Promise<string> {
	const event = questionEvent(question) as unknown as Event;
	for (;;) {
		const { statusCode, headers, body } = await invoke(event);
		if (statusCode === 200) return body;
		if (JSON.parse(body).error !== "in_progress") throw new Error(body);
		await setTimeout(1000 * Number(headers?.["Retry-After"]));
	}
}

/** The function's own client, taken from the next command that it sends. */
async function clientOf(send: () => Promise<unknown>) {
	const { prototype } = sdk.DynamoDBClient;
	const inherited = prototype.send;
	let client: Sdk.DynamoDBClient | undefined;
	Object.assign(prototype, {
		send(this: Sdk.DynamoDBClient, ...args: Parameters<typeof inherited>) {
			client = this;
			return inherited.apply(this, args);
		},
	});
	await send();
	Reflect.deleteProperty(prototype, "send");
	if (!client) throw new Error("the function did not ask DynamoDB");
	return client;
}

/** Milliseconds of each hit, and of a bare GetItem of the same item right before or after. */
export interface Paired {
	hits: number[];
	reads: number[];
}

/**
 * @param questions questions with cached answers
 */
async function compareWithGetItem(
	questions: { body: string; key: string }[],
	tableName: string,
	pairs: number,
): Promise<Paired> {
	const [first] = questions;
	const client = await clientOf(() => askOnce(first?.body ?? ""));
	const hit = async ({ body }: { body: string }) => {
		const event = questionEvent(body) as unknown as Event;
		const started = performance.now();
		const { statusCode } = await invoke(event);
		const took = performance.now() - started;
		if (statusCode !== 200) throw new Error(`status ${statusCode}`);
		return took;
	};
	const read = async ({ key }: { key: string }) => {
		const started = performance.now();
		const { Item } = await client.send(
			new sdk.GetItemCommand({
				TableName: tableName,
				Key: { cache_key: { S: key } },
				ConsistentRead: false,
			}),
		);
		const took = performance.now() - started;
		if (!Item) throw new Error(`no item ${key}`);
		return took;
	};
	const paired: Paired = { hits: [], reads: [] };
	for (let pair = 0; pair < pairs; pair++) {
		const question = questions[pair % questions.length];
		if (!question) break;
		// The order alternates.
		if (pair % 2 === 0) paired.reads.push(await read(question));
		paired.hits.push(await hit(question));
		if (pair % 2 === 1) paired.reads.push(await read(question));
	}
	return paired;
}

/** Sends the questions one after the other; returns the milliseconds of all. */
async function timeAll(questions: string[]): Promise<number> {
	const started = performance.now();
	for (const question of questions) await askOnce(question);
	return performance.now() - started;
}

export const functions = {
	load,
	askAtOnce,
	compareWithGetItem,
	timeAll,
};
export type ContainerFunctions = typeof functions;

serveFunctions(functions);
