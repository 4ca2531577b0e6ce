/** Makes a declared table in the store. */
import { setImmediate } from "node:timers/promises";
import { UsageError } from "../core/usageError.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import { isError, type TableStore } from "./tableStore.ts";

interface Schema {
	AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
	KeySchema: { AttributeName: string; KeyType: string }[];
}

/**
 * Makes a table that the store does not hold, and waits until it can be used.
 * @throws UsageError when the store holds another table of that name, or for a range key
 */
export async function makeTable(
	store: TableStore,
	{ name: TableName, hashKey, rangeKey, attributes }: StateOf<"dynamodb.Table">,
): Promise<void> {
	if (rangeKey)
		throw new UsageError(
			`the table ${TableName} has a range key, which local/ does not know; take it out`,
		);
	const schema: Schema = {
		AttributeDefinitions: attributes.map(({ name, type }) => ({
			AttributeName: name,
			AttributeType: type,
		})),
		KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
	};
	const describe = async () => {
		type Described = { Table: Schema & { TableStatus: string } };
		return (await store.call<Described>("DescribeTable", { TableName })).Table;
	};
	try {
		// What it bills is not the store's to count.
		const BillingMode = "PAY_PER_REQUEST";
		await store.call("CreateTable", { TableName, BillingMode, ...schema });
	} catch (error) {
		if (!isError(error, "ResourceInUseException")) throw error;
		const held = await describe();
		if (keyOf(held) !== keyOf(schema))
			throw new UsageError(
				`${store.path ?? "the store"} holds a table ${TableName} with key ${keyOf(held)}, and the program declares ${keyOf(schema)}; --reset makes it anew, without what it held`,
			);
	}
	while ((await describe()).TableStatus !== "ACTIVE") await setImmediate();
}

/** As `cache_key (S)`. */
const keyOf = ({ AttributeDefinitions }: Schema) =>
	AttributeDefinitions.map(
		({ AttributeName, AttributeType }) => `${AttributeName} (${AttributeType})`,
	).join(", ");
