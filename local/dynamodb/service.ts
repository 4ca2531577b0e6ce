/** The declared tables, served by an embedded store in DynamoDB's protocol. */
import { join } from "node:path";
import { authorize, jsonApi, jsonFaults } from "../core/jsonProtocol.ts";
import type { Api, AwsService } from "../core/service.ts";
import { UsageError } from "../core/usageError.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import {
	isError,
	openStore,
	storeOperations,
	type TableStore,
} from "./tableStore.ts";
import { tablesIn, withinCeilings } from "./throughput.ts";

const backups = { notImitated: { backups: "*" } };

export const dynamodb: AwsService = {
	name: "dynamodb",
	types: {
		"backup.Plan": backups,
		"backup.Selection": backups,
		"backup.Vault": backups,
		"dynamodb.Table": {
			irrelevant: "billingMode serverSideEncryption",
			notImitated: {
				backups: "deletionProtectionEnabled pointInTimeRecovery",
				"deletion of expired items": "ttl",
			},
		},
	},
	// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
	faults: jsonFaults(
		[
			"com.amazon.coral.availability#ThrottlingException",
			"Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.",
		],
		[
			"com.amazonaws.dynamodb.v20120810#InternalServerError",
			"Internal server error",
		],
	),
	async open(folder) {
		const store = await openStore(folder && join(folder, "dynamodb"));
		return {
			start: async ({ declarations }) => ({
				api: await serveTables(store, declarations),
			}),
			close: () => store.close(),
		};
	},
};

/**
 * Serves the declared tables of a store, and creates missing ones.
 * @param now epoch milliseconds, for the ceilings of the tables
 * @throws UsageError for a table that the store holds with another key
 */
export async function serveTables(
	store: TableStore,
	declarations: Declarations,
	now = Date.now,
): Promise<Api> {
	const tables = declarations.all("dynamodb.Table");
	for (const table of tables) await makeTable(store, table);
	const call = withinCeilings(store, tables, now);
	const arnOf = (name: string) =>
		tables.find((table) => table.name === name)?.arn ??
		`arn:aws:dynamodb:${tables[0]?.region}:${account}:table/${name}`;
	return jsonApi(
		Object.fromEntries(
			storeOperations.map((operation) => [
				operation,
				(input, caller) => {
					const arns = tablesIn(input).map(arnOf);
					// The store does not check permissions.
					for (const arn of arns.length > 0 ? arns : ["*"])
						authorize(caller, `dynamodb:${operation}`, arn);
					return call(operation, input);
				},
			]),
		),
	);
}

interface Table extends Schema {
	TableName: string;
	TableStatus: string;
}

interface Schema {
	AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
	KeySchema: { AttributeName: string; KeyType: string }[];
}

/**
 * Creates a missing table, and completes one that an ended process began to create.
 * @throws UsageError for a range key, or a table that the store holds with another key
 */
async function makeTable(
	store: TableStore,
	{ name: TableName, hashKey, rangeKey, attributes }: StateOf<"dynamodb.Table">,
): Promise<void> {
	if (rangeKey)
		throw new UsageError(
			`the table ${TableName} has a range key, which local/ does not support; remove it`,
		);
	const schema: Schema = {
		AttributeDefinitions: attributes.map(({ name, type }) => ({
			AttributeName: name,
			AttributeType: type,
		})),
		KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
	};
	try {
		// The ceilings are counted outside of the store.
		const BillingMode = "PAY_PER_REQUEST";
		await store.call("CreateTable", { TableName, BillingMode, ...schema });
	} catch (error) {
		if (!isError(error, "ResourceInUseException")) throw error;
	}
	const { Table } = await store.call<{ Table: Table }>("DescribeTable", {
		TableName,
	});
	if (keyOf(Table) !== keyOf(schema))
		throw new UsageError(
			`${store.path ?? "the store"} holds a table ${TableName} with key ${keyOf(Table)}, and the program declares ${keyOf(schema)}; --reset creates it again, empty`,
		);
	if (Table.TableStatus !== "ACTIVE") await store.activate(Table);
}

/** As `cache_key (S)`. */
const keyOf = ({ AttributeDefinitions }: Schema) =>
	AttributeDefinitions.map(
		({ AttributeName, AttributeType }) => `${AttributeName} (${AttributeType})`,
	).join(", ");
