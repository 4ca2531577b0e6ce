/**
 * The ceilings of on-demand tables: a bucket that holds the units of one second.
 * A request is admitted while anything is left, and what it consumed is known
 * and taken afterwards.
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
		const put = (kind: Kind, ceiling: number | undefined) =>
			ceiling &&
			buckets.set(`${kind} ${name}`, bucketOf(ceiling, ceiling, now));
		put("Read", ceilings?.maxReadRequestUnits);
		put("Write", ceilings?.maxWriteRequestUnits);
	}
	const admit = (kind: Kind, names: string[]) => {
		const isEmpty = (name: string) =>
			(buckets.get(`${kind} ${name}`)?.level() ?? 1) <= 0;
		const name = names.find(isEmpty);
		if (!name) return;
		const resource = tables.find((table) => table.name === name)?.arn ?? name;
		throw new ServiceError(
			"ThrottlingException",
			"Throughput exceeds the maximum OnDemandThroughput configured on table or index.",
			400,
			{
				throttlingReasons: [
					{ reason: `Table${kind}MaxOnDemandThroughputExceeded`, resource },
				],
			},
		);
	};
	return async (operation, input) => {
		const kind = kindOf(operation);
		if (!kind) return store.call(operation, input);
		const names = tablesIn(input);
		admit(kind, names);
		const wanted = input.ReturnConsumedCapacity ?? "NONE";
		const spend = (name: string, units: number) =>
			buckets.get(`${kind} ${name}`)?.spend(units);
		try {
			const { ConsumedCapacity, ...output } = await store.call(operation, {
				...input,
				ReturnConsumedCapacity: wanted === "NONE" ? "TOTAL" : wanted,
			});
			for (const { TableName, CapacityUnits } of [
				ConsumedCapacity ?? [],
			].flat() as Consumed[])
				spend(TableName, CapacityUnits);
			return wanted === "NONE" ? output : { ...output, ConsumedCapacity };
		} catch (error) {
			// A write whose condition does not hold is consumed all the same.
			if (isError(error, "ConditionalCheckFailedException"))
				for (const name of names) spend(name, 1);
			throw error;
		}
	};
}

/** Names of the tables that a request is about. */
export function tablesIn({ TableName, RequestItems }: Input): string[] {
	return TableName ? [String(TableName)] : Object.keys(RequestItems ?? {});
}
