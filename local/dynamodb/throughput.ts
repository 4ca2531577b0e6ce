/**
 * The ceilings of on-demand tables. A bucket holds the request units of one
 * second. A request is admitted while the bucket is not empty, and spends its
 * units once they are known.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
 */
import { type Bucket, bucketOf } from "../core/bucket.ts";
import { ServiceError } from "../core/jsonProtocol.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import { isError, type TableStore } from "./tableStore.ts";

type Table = StateOf<"dynamodb.Table">;
type Input = Record<string, unknown>;
type Kind = "Read" | "Write";

const kindOf = (operation: string): Kind | undefined => {
	if (/^(BatchGetItem|GetItem|Query|Scan)$/.test(operation)) return "Read";
	return operation.endsWith("Item") ? "Write" : undefined;
};

interface Consumed {
	TableName: string;
	CapacityUnits: number;
}

/**
 * The store's operations, within the declared ceilings of its tables.
 * @param now epoch milliseconds
 */
export function withinCeilings(
	store: TableStore,
	tables: Table[],
	now: () => number,
): (operation: string, input: Input) => Promise<Input> {
	const buckets = new Map<string, Bucket>();
	for (const { name, onDemandThroughput: ceilings } of tables) {
		const add = (kind: Kind, ceiling: number | undefined) =>
			ceiling &&
			buckets.set(`${kind} ${name}`, bucketOf(ceiling, ceiling, now));
		add("Read", ceilings?.maxReadRequestUnits);
		add("Write", ceilings?.maxWriteRequestUnits);
	}
	return async (operation, input) => {
		const kind = kindOf(operation);
		if (!kind) return store.call(operation, input);
		const names = tablesIn(input);
		const bucket = (name: string) => buckets.get(`${kind} ${name}`);
		if (names.some((name) => (bucket(name)?.level() ?? 1) <= 0))
			throw new ServiceError(
				"ThrottlingException",
				"Throughput exceeds the maximum OnDemandThroughput configured on table or index.",
			);
		try {
			const ReturnConsumedCapacity = "TOTAL";
			const output = await store.call(operation, {
				...input,
				ReturnConsumedCapacity,
			});
			const { ConsumedCapacity = [], ...others } = output;
			for (const consumed of [ConsumedCapacity].flat() as Consumed[])
				bucket(consumed.TableName)?.spend(consumed.CapacityUnits);
			return input.ReturnConsumedCapacity ? output : others;
		} catch (error) {
			// A write whose condition fails consumes capacity too.
			if (isError(error, "ConditionalCheckFailedException"))
				for (const name of names) bucket(name)?.spend(1);
			throw error;
		}
	};
}

/** Names of the tables in a request. */
export function tablesIn({ TableName, RequestItems }: Input): string[] {
	return TableName ? [String(TableName)] : Object.keys(RequestItems ?? {});
}
