/** DynamoDB's operations on the declared tables. */
import { authorize, type Operations } from "../core/jsonProtocol.ts";
import { account } from "../evaluate/computed.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import { storeOperations, type TableStore } from "./tableStore.ts";
import { tablesIn, withinCeilings } from "./throughput.ts";

type Table = StateOf<"dynamodb.Table">;
type Input = Record<string, unknown>;
type Operation = (input: Input) => unknown;

/**
 * What the store and the declarations answer, to those who may ask.
 * @param now epoch milliseconds
 */
export function operationsOn(
	store: TableStore,
	tables: Table[],
	now: () => number,
): Operations {
	const answers: Record<string, Operation> = {};
	const call = withinCeilings(store, tables, now);
	for (const operation of storeOperations)
		answers[operation] = (input) => call(operation, input);
	Object.assign(answers, described(store, tables));
	const entries = Object.entries(answers).map(
		([operation, answer]) =>
			[
				operation,
				(input, caller) => {
					// The store knows no callers: who may not is answered before it is asked.
					for (const arn of arnsIn(input, tables))
						authorize(caller, `dynamodb:${operation}`, arn);
					return answer(input);
				},
			] satisfies [string, Operations[string]],
	);
	return Object.fromEntries(entries);
}

/** What a request is about; `*` when it names no table. */
function arnsIn(input: Input, tables: Table[]): string[] {
	if (typeof input.ResourceArn === "string") return [input.ResourceArn];
	const names = tablesIn(input);
	const region = tables[0]?.region;
	return names.length === 0
		? ["*"]
		: names.map(
				(name) =>
					tables.find((table) => table.name === name)?.arn ??
					`arn:aws:dynamodb:${region}:${account}:table/${name}`,
			);
}

/** What the store does not know of its tables, and the declaration does. */
function described(store: TableStore, tables: Table[]) {
	const find = ({ TableName }: Input) =>
		tables.find(({ name }) => name === TableName);
	/** Refuses a table that the store does not hold. */
	const existing = (input: Input) =>
		store.call<{ Table: Input }>("DescribeTable", {
			TableName: input.TableName,
		});
	return {
		async DescribeTable(input: Input) {
			const { Table } = await existing(input);
			const arn = find(input)?.arn;
			return { Table: { ...Table, ...(arn && { TableArn: arn }) } };
		},
		async DescribeTimeToLive(input: Input) {
			await existing(input);
			const ttl = find(input)?.ttl;
			return {
				TimeToLiveDescription: {
					TimeToLiveStatus: ttl?.enabled ? "ENABLED" : "DISABLED",
					AttributeName: ttl?.attributeName,
				},
			};
		},
	};
}
