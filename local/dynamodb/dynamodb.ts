/** The declared tables in the embedded store, in DynamoDB's protocol. */
import { authorize, jsonApi } from "../core/jsonProtocol.ts";
import type { Api } from "../core/service.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { makeTable } from "./makeTable.ts";
import { storeOperations, type TableStore } from "./tableStore.ts";
import { tablesIn, withinCeilings } from "./throughput.ts";

/**
 * Serves the declared tables of a store, and makes those that it does not hold.
 * @param now epoch milliseconds; what the ceilings of the tables are counted by
 * @throws UsageError when it holds another table of the same name
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
					// The store knows no callers: who may not is answered before it is asked.
					for (const arn of arns.length > 0 ? arns : ["*"])
						authorize(caller, `dynamodb:${operation}`, arn);
					return call(operation, input);
				},
			]),
		),
	);
}
