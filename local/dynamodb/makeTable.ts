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
 * @throws UsageError when the store holds another table of that name
 */
export async function makeTable(
	store: TableStore,
	table: StateOf<"dynamodb.Table">,
): Promise<void> {
	const { name, hashKey, rangeKey } = table;
	const schema: Schema = {
		AttributeDefinitions: table.attributes.map((attribute) => ({
			AttributeName: attribute.name,
			AttributeType: attribute.type,
		})),
		KeySchema: [
			{ AttributeName: hashKey, KeyType: "HASH" },
			...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" }] : []),
		],
	};
	const describe = async () => {
		type Described = { Table: Schema & { TableStatus: string } };
		const input = { TableName: name };
		return (await store.call<Described>("DescribeTable", input)).Table;
	};
	try {
		await store.call("CreateTable", {
			TableName: name,
			// What it bills is not the store's to count.
			BillingMode: "PAY_PER_REQUEST",
			...schema,
		});
	} catch (error) {
		if (!isError(error, "ResourceInUseException")) throw error;
		const held = await describe();
		if (keyOf(held) !== keyOf(schema) || held.TableStatus !== "ACTIVE")
			throw new UsageError(
				`${store.path ?? "the store"} holds a table ${name} (${held.TableStatus}) with key ${keyOf(held)}, and the program declares ${keyOf(schema)}; --reset makes it anew, without what it held`,
			);
	}
	while ((await describe()).TableStatus !== "ACTIVE") await setImmediate();
}

/** As `cache_key (S)`. */
function keyOf({ AttributeDefinitions, KeySchema }: Schema): string {
	return KeySchema.map(({ AttributeName }) => {
		const attribute = AttributeDefinitions.find(
			(one) => one.AttributeName === AttributeName,
		);
		return `${AttributeName} (${attribute?.AttributeType})`;
	}).join(", ");
}
