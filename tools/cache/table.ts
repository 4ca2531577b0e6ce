/** The table of answers for the commands; its items have the function's format. */
import {
	BatchGetItemCommand,
	type BatchGetItemCommandOutput,
	BatchWriteItemCommand,
	type BatchWriteItemCommandOutput,
	ConditionalCheckFailedException,
	DeleteItemCommand,
	DescribeTableCommand,
	DynamoDBClient,
	PutItemCommand,
	ScanCommand,
} from "@aws-sdk/client-dynamodb";
import pMap from "p-map";
import {
	answerItem,
	entryOf,
	type Item,
} from "../../functions/reasoning/adapters/items.ts";
import type { Entry, StoredAnswer } from "../../functions/reasoning/ports.ts";
import type { Stack } from "../cli/stack.ts";

export interface StoredEntry extends Entry {
	key: string;
	/** Of the item in the table, roughly: the text of its attributes. */
	bytes: number;
}

export interface Page {
	entries: StoredEntry[];
	/** Where the next page begins; undefined after the last. */
	next: Item | undefined;
}

/** Keys of one BatchGetItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxKeys = 100;
/** Items of one BatchWriteItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const maxPuts = 25;
/** Of each batch of an import, which writes eight at the same time: the client has 50 sockets. */
const maxConditionalPuts = 6;

export class AnswerTable {
	readonly #client: DynamoDBClient;
	readonly #name: string;

	constructor({ client, tableName }: Pick<Stack, "client" | "tableName">) {
		// Reading or writing a whole table is throttled; the client waits and retries.
		this.#client = new DynamoDBClient({ ...client, maxAttempts: 10 });
		this.#name = tableName;
	}

	/** Number of items. AWS updates it about every six hours. */
	async count(): Promise<number> {
		const { Table } = await this.#client.send(
			new DescribeTableCommand({ TableName: this.#name }),
		);
		return Table?.ItemCount ?? 0;
	}

	/** Pages of one of `segments` parts of the table. */
	async *scan(
		segment: number,
		segments: number,
		from?: Item,
	): AsyncGenerator<Page> {
		let next = from;
		do {
			const { Items = [], LastEvaluatedKey } = await this.#client.send(
				new ScanCommand({
					TableName: this.#name,
					Segment: segment,
					TotalSegments: segments,
					ExclusiveStartKey: next,
				}),
			);
			next = LastEvaluatedKey;
			yield { entries: Items.map(storedEntryOf), next };
		} while (next);
	}

	/** All items. */
	async *all(): AsyncGenerator<StoredEntry> {
		for await (const { entries } of this.scan(0, 1)) yield* entries;
	}

	/** Reads the items of keys; keys without an item are missing in the result. */
	async read(keys: string[]): Promise<Map<string, StoredEntry>> {
		const found = new Map<string, StoredEntry>();
		for (let at = 0; at < keys.length; at += maxKeys) {
			let wanted: Item[] | undefined = keys
				.slice(at, at + maxKeys)
				.map((key) => ({ cache_key: { S: key } }));
			while (wanted && wanted.length > 0) {
				const read: BatchGetItemCommandOutput = await this.#client.send(
					new BatchGetItemCommand({
						RequestItems: { [this.#name]: { Keys: wanted } },
					}),
				);
				for (const item of read.Responses?.[this.#name] ?? []) {
					const entry = storedEntryOf(item);
					found.set(entry.key, entry);
				}
				wanted = read.UnprocessedKeys?.[this.#name]?.Keys;
			}
		}
		return found;
	}

	/**
	 * Puts an answer unless a newer answer or a running question's lease is there.
	 * @param now epoch milliseconds
	 * @returns false when the answer was not put
	 */
	put(key: string, answer: StoredAnswer, now: number): Promise<boolean> {
		return this.#changed(
			new PutItemCommand({
				TableName: this.#name,
				Item: answerItem(key, answer),
				// AND comes before OR. With parentheses, the embedded table parses it
				// twelve times as long.
				ConditionExpression:
					"cached_at < :cached_at OR attribute_not_exists(cached_at) AND attribute_not_exists(lease_until) OR attribute_not_exists(cached_at) AND lease_until < :now",
				ExpressionAttributeValues: {
					":cached_at": { S: answer.cachedAt },
					":now": { N: String(now) },
				},
			}),
		);
	}

	/**
	 * Puts many answers. Keys without an item are written in batches, which have no
	 * conditions: a question that writes its answer in the milliseconds between the
	 * read and the batch loses it. The others are written as by `put`.
	 * @param answers by key, 100 at the most
	 * @returns how many were put
	 */
	async putMany(
		answers: ReadonlyMap<string, StoredAnswer>,
		now: number,
	): Promise<number> {
		const there = await this.read([...answers.keys()]);
		const free = [...answers].filter(([key]) => !there.has(key));
		for (let at = 0; at < free.length; at += maxPuts)
			await this.#putBatch(
				free
					.slice(at, at + maxPuts)
					.map(([key, answer]) => answerItem(key, answer)),
			);
		const others = [...answers].filter(([key]) => there.has(key));
		const put = await pMap(
			others,
			([key, answer]) => this.put(key, answer, now),
			{ concurrency: maxConditionalPuts },
		);
		return free.length + put.filter(Boolean).length;
	}

	async #putBatch(items: Item[]): Promise<void> {
		let wanted: BatchWriteItemCommandOutput["UnprocessedItems"] = {
			[this.#name]: items.map((Item) => ({ PutRequest: { Item } })),
		};
		while (wanted && Object.keys(wanted).length > 0) {
			const written: BatchWriteItemCommandOutput = await this.#client.send(
				new BatchWriteItemCommand({ RequestItems: wanted }),
			);
			wanted = written.UnprocessedItems;
		}
	}

	/** @returns false when another answer has replaced it */
	delete(key: string, { cachedAt }: StoredAnswer): Promise<boolean> {
		return this.#changed(
			new DeleteItemCommand({
				TableName: this.#name,
				Key: { cache_key: { S: key } },
				ConditionExpression: "cached_at = :cached_at",
				ExpressionAttributeValues: { ":cached_at": { S: cachedAt } },
			}),
		);
	}

	async #changed(
		command: PutItemCommand | DeleteItemCommand,
	): Promise<boolean> {
		try {
			await this.#client.send(command as PutItemCommand);
			return true;
		} catch (error) {
			if (error instanceof ConditionalCheckFailedException) return false;
			throw error;
		}
	}
}

function storedEntryOf(item: Item): StoredEntry {
	return {
		...entryOf(item),
		key: item.cache_key?.S ?? "",
		bytes: Buffer.byteLength(JSON.stringify(item)),
	};
}
