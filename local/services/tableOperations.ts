/** DynamoDB's operations on the declared tables. */
import type { dynamodb } from "@pulumi/aws";
import { account } from "../program/computed.ts";
import type { StateOf } from "../program/declarations.ts";
import { authorize, type Operations, ServiceError } from "./jsonProtocol.ts";
import { list } from "./policy.ts";
import { RequestUnits } from "./requestUnits.ts";
import { storeOperations, type TableStore } from "./tableStore.ts";

type Table = StateOf<dynamodb.Table>;
type Input = Record<string, unknown>;
type Operation = (input: Input) => unknown;

/** What the store and the declarations answer, to those who may ask. */
export function operationsOn(store: TableStore, tables: Table[]): Operations {
	const answers: Record<string, Operation> = {};
	for (const operation of storeOperations)
		answers[operation] = (input) => store.call(operation, input);
	Object.assign(answers, metered(store, tables), described(store, tables));
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
	const names = namesIn(input);
	const region = tables[0]?.region;
	return names.length === 0
		? ["*"]
		: names.map(
				(name) =>
					tables.find((table) => table.name === name)?.arn ??
					`arn:aws:dynamodb:${region}:${account}:table/${name}`,
			);
}

function namesIn({ TableName, RequestItems }: Input): string[] {
	return TableName ? [String(TableName)] : Object.keys(RequestItems ?? {});
}

type Kind = "Read" | "Write";

const kindOf: Record<string, Kind> = {
	BatchGetItem: "Read",
	BatchWriteItem: "Write",
	DeleteItem: "Write",
	GetItem: "Read",
	PutItem: "Write",
	Query: "Read",
	Scan: "Read",
	UpdateItem: "Write",
};

/** By table name; a table without a ceiling is not in it. */
function ceilings(kind: Kind, tables: Table[]): Map<string, RequestUnits> {
	const units = new Map<string, RequestUnits>();
	for (const { name, arn, onDemandThroughput } of tables) {
		const most = onDemandThroughput?.[`max${kind}RequestUnits`] ?? -1;
		// -1 is AWS's way to say that there is none.
		if (most > 0) units.set(name, new RequestUnits(kind, arn, most));
	}
	return units;
}

interface Metered {
	ConsumedCapacity?: Capacity | Capacity[];
}
interface Capacity {
	TableName: string;
	CapacityUnits: number;
}

/** Calls that take of what a table serves at the most. */
function metered(store: TableStore, tables: Table[]) {
	const left = {
		Read: ceilings("Read", tables),
		Write: ceilings("Write", tables),
	};
	const answers: Record<string, Operation> = {};
	for (const [operation, kind] of Object.entries(kindOf))
		answers[operation] = async (input) => {
			for (const name of namesIn(input)) left[kind].get(name)?.admit();
			const { ReturnConsumedCapacity: wanted = "NONE" } = input;
			const { ConsumedCapacity, ...output } = await store.call<Metered>(
				operation,
				{
					...input,
					ReturnConsumedCapacity: wanted === "NONE" ? "TOTAL" : wanted,
				},
			);
			for (const { TableName, CapacityUnits } of list(ConsumedCapacity ?? []))
				left[kind].get(TableName)?.spend(CapacityUnits);
			return wanted === "NONE" ? output : { ...output, ConsumedCapacity };
		};
	return answers;
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
	const status = (enabled = false) => (enabled ? "ENABLED" : "DISABLED");
	return {
		async DescribeTable(input: Input) {
			const { Table } = await existing(input);
			const table = find(input);
			const { maxReadRequestUnits = -1, maxWriteRequestUnits = -1 } =
				table?.onDemandThroughput ?? {};
			return {
				Table: {
					...Table,
					...(table && {
						TableArn: table.arn,
						DeletionProtectionEnabled: table.deletionProtectionEnabled ?? false,
						OnDemandThroughput: {
							MaxReadRequestUnits: maxReadRequestUnits,
							MaxWriteRequestUnits: maxWriteRequestUnits,
						},
					}),
				},
			};
		},
		async DescribeTimeToLive(input: Input) {
			await existing(input);
			const ttl = find(input)?.ttl;
			return {
				TimeToLiveDescription: {
					TimeToLiveStatus: status(ttl?.enabled),
					AttributeName: ttl?.attributeName,
				},
			};
		},
		async DescribeContinuousBackups(input: Input) {
			await existing(input);
			return {
				ContinuousBackupsDescription: {
					ContinuousBackupsStatus: "ENABLED",
					PointInTimeRecoveryDescription: {
						PointInTimeRecoveryStatus: status(
							find(input)?.pointInTimeRecovery?.enabled,
						),
					},
				},
			};
		},
		DeleteTable(input: Input) {
			if (find(input)?.deletionProtectionEnabled)
				throw new ServiceError(
					"ValidationException",
					"Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
				);
			return store.call("DeleteTable", input);
		},
	};
}
