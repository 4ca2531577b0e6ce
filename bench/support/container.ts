/** Child process: an execution environment with the function alone. */
import { createRequire } from "node:module";
import { mock } from "node:test";
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

const eventOf = (question: string) =>
	questionEvent(question) as unknown as Event;

/** Sends a question until there is an answer, as the page does while the model works; returns the body. */
async function ask(event: Event): Promise<string> {
	for (;;) {
		const { statusCode, headers, body } = await invoke(event);
		if (statusCode === 200) return body;
		if (JSON.parse(body).error !== "in_progress") throw new Error(body);
		await setTimeout(1000 * Number(headers?.["Retry-After"]));
	}
}

/** Sends concurrent questions; returns the bodies. */
const askAtOnce = (question: string, times: number) =>
	Promise.all(Array.from({ length: times }, () => ask(eventOf(question))));

/** Sends the questions one after the other; returns the milliseconds of all. */
const timeAll = (questions: string[]) =>
	time(async () => {
		for (const question of questions) await ask(eventOf(question));
	});

/** A question with a cached answer. */
export interface Cached {
	body: string;
	key: string;
}

/** Returns the milliseconds of each hit, and of a bare GetItem of the same item right before or after. */
async function compareWithGetItem(
	questions: Cached[],
	TableName: string,
	pairs: number,
) {
	const client = await ownClient(questions[0] as Cached);
	const read = async (key: string) => {
		const Key = { cache_key: { S: key } };
		const get = { TableName, Key, ConsistentRead: false };
		const { Item } = await client.send(new sdk.GetItemCommand(get));
		if (!Item) throw new Error(`no item ${key}`);
	};
	const hits: number[] = [];
	const reads: number[] = [];
	for (let pair = 0; pair < pairs; pair++) {
		const { body, key } = questions[pair % questions.length] as Cached;
		const event = eventOf(body);
		// The order alternates.
		if (pair % 2 === 0) reads.push(await time(() => read(key)));
		hits.push(await time(() => ask(event)));
		if (pair % 2 === 1) reads.push(await time(() => read(key)));
	}
	return { hits, reads };
}

/** The function's own client, which it uses for this question. */
async function ownClient({ body }: Cached): Promise<Sdk.DynamoDBClient> {
	const spy = mock.method(sdk.DynamoDBClient.prototype, "send");
	await ask(eventOf(body));
	spy.mock.restore();
	return spy.mock.calls[0]?.this as Sdk.DynamoDBClient;
}

/** Milliseconds. */
async function time(act: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await act();
	return performance.now() - started;
}

const functions = { load, askAtOnce, compareWithGetItem, timeAll };
export type ContainerFunctions = typeof functions;

serveFunctions(functions);
