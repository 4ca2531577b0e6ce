/** The table of answers, as the commands need it; its items are those of the function. */
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
import {
	answerItem,
	entryOf,
	type Item,
} from "../../functions/reasoning/adapters/items.ts";
import type { Entry, StoredAnswer } from "../../functions/reasoning/ports.ts";
import type { Stack } from "../cli/stack.ts";

export interface Kept extends Entry {
	key: string;
	/** Of the item in the table, roughly: the text of its attributes. */
	bytes: number;
}

export interface Page {
	kept: Kept[];
	/** Where the next page begins; undefined after the last. */
	next: Item | undefined;
}

/** Keys of one BatchGetItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxKeys = 100;
/** Items of one BatchWriteItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const maxPuts = 25;

export class AnswerTable {
	readonly #client: DynamoDBClient;
	readonly #name: string;

	constructor({ client, tableName }: Pick<Stack, "client" | "tableName">) {
		// Whoever reads or writes a whole table is told to wait, and waits.
		this.#client = new DynamoDBClient({ ...client, maxAttempts: 10 });
		this.#name = tableName;
	}

	/** Items, as counted some hours ago. */
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
			yield { kept: Items.map(keptOf), next };
		} while (next);
	}

	/** All items. */
	async *all(): AsyncGenerator<Kept> {
		for await (const { kept } of this.scan(0, 1)) yield* kept;
	}

	/** What is kept under keys; those that are not there are missing. */
	async read(keys: string[]): Promise<Map<string, Kept>> {
		const found = new Map<string, Kept>();
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
					const kept = keptOf(item);
					found.set(kept.key, kept);
				}
				wanted = read.UnprocessedKeys?.[this.#name]?.Keys;
			}
		}
		return found;
	}

	/**
	 * Puts an answer in the place of nothing, of an older one, or of a failure.
	 * @param now epoch milliseconds
	 * @returns false when something newer is there, or somebody is asking
	 */
	put(key: string, answer: StoredAnswer, now: number): Promise<boolean> {
		return this.#changed(
			new PutItemCommand({
				TableName: this.#name,
				Item: answerItem(key, answer),
				ConditionExpression:
					"cached_at < :cached_at OR (attribute_not_exists(cached_at) AND (attribute_not_exists(lease_until) OR lease_until < :now))",
				ExpressionAttributeValues: {
					":cached_at": { S: answer.cachedAt },
					":now": { N: String(now) },
				},
			}),
		);
	}

	/**
	 * Puts many answers, as `put` does, but those whose place is empty in batches,
	 * which know no conditions: whoever asks for one of them in the milliseconds
	 * after the look saves their answer over it.
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
		const put = await Promise.all(
			others.map(([key, answer]) => this.put(key, answer, now)),
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

	/** @returns false when the answer has been replaced by another */
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

function keptOf(item: Item): Kept {
	return {
		...entryOf(item),
		key: item.cache_key?.S ?? "",
		bytes: Buffer.byteLength(JSON.stringify(item)),
	};
}
