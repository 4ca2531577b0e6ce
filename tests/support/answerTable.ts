/** A local stack with answers in its table, for tests of `npm run cache`. */
import {
	DynamoDBClient,
	PutItemCommand,
	ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { cacheKey } from "../../contract/cacheKey.ts";
import { observationOf } from "../../contract/observation.ts";
import type { Item } from "../../functions/reasoning/adapters/items.ts";
import type { StoredAnswer } from "../../functions/reasoning/ports.ts";
import { cacheCommands } from "../../tools/cache/commands.ts";
import { AnswerTable } from "../../tools/cache/table.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { type RunOptions, runCommand } from "./command.ts";
import { type LocalStack, startLocalStack } from "./localStack.ts";

export const observations = sampleMonth("202407")
	.features.slice(0, 40)
	.map(observationOf);
const future = Math.floor(Date.now() / 1000) + 86_400;

/** An answer to the question about the observation with this index. */
export function answer(
	at: number,
	more: Partial<StoredAnswer> = {},
): StoredAnswer {
	const observation = observations[at];
	if (!observation) throw new RangeError(`no observation ${at}`);
	return {
		reasoning: `A power station, perhaps; “${at}”.`,
		cachedAt: "2026-01-02T03:04:05.678Z",
		observation,
		language: "en",
		model: "gemini-3.5-flash-lite",
		expires: future,
		...more,
	};
}

export const keyAt = (at: number) => cacheKey(answer(at).observation);

export class StackWithAnswers {
	readonly #local: LocalStack;
	readonly #client: DynamoDBClient;
	readonly #name: string;
	readonly table: AnswerTable;

	private constructor(local: LocalStack) {
		const { operator, table } = local.endpoint;
		this.#local = local;
		this.#client = new DynamoDBClient(operator);
		this.#name = table;
		this.table = new AnswerTable({ client: operator, tableName: table });
	}

	/** @param settings override the settings of stack dev */
	static start = async (settings?: Record<string, unknown>) =>
		new StackWithAnswers(await startLocalStack(settings));

	get endpoint() {
		return this.#local.endpoint;
	}

	stop = () => this.#local.stop();

	/** Runs a command of `npm run cache` with this stack. */
	run = (line: string, options: RunOptions = {}) =>
		runCommand(
			cacheCommands,
			`${line} --local ${this.#local.address}`,
			options,
		);

	/** Writes answers, or replaces older ones. */
	put = (...answers: StoredAnswer[]) =>
		this.table.putMany(
			new Map(answers.map((one) => [cacheKey(one.observation), one])),
			Date.now(),
		);

	putItem = (Item: Item) =>
		this.#client.send(new PutItemCommand({ TableName: this.#name, Item }));

	/** Returns all items in the order of their keys. */
	async items(): Promise<Item[]> {
		const { Items = [] } = await this.#client.send(
			new ScanCommand({ TableName: this.#name }),
		);
		return Items.sort((a, b) =>
			(a.cache_key?.S ?? "") < (b.cache_key?.S ?? "") ? -1 : 1,
		);
	}
}

/** Starts a stack with an empty table for each test. Call it in a `describe`. */
export function stackOfEachTest() {
	let stack: StackWithAnswers;
	beforeEach(async () => {
		stack = await StackWithAnswers.start();
	});
	afterEach(() => stack.stop());
	return {
		stack: () => stack,
		/** Replaces the stack by one with an empty table. */
		async replace(settings?: Record<string, unknown>) {
			await stack.stop();
			stack = await StackWithAnswers.start(settings);
		},
	};
}
