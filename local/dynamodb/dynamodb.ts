/** The declared tables in the embedded store, in DynamoDB's protocol. */
import type { Caller } from "../core/caller.ts";
import type { Request, Response } from "../core/http.ts";
import { serveJson } from "../core/jsonProtocol.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { makeTable } from "./makeTable.ts";
import { operationsOn } from "./tableOperations.ts";
import type { TableStore } from "./tableStore.ts";

/** Answers a caller. */
export type Tables = (request: Request, caller: Caller) => Promise<Response>;

/**
 * Serves the declared tables of a store, and makes those that it does not hold.
 * @param now epoch milliseconds; what the ceilings of the tables are counted by
 * @throws UsageError when it holds another table of the same name
 */
export async function serveTables(
	store: TableStore,
	declarations: Declarations,
	now = Date.now,
): Promise<Tables> {
	const tables = declarations.all("dynamodb.Table");
	for (const table of tables) await makeTable(store, table);
	const operations = operationsOn(store, tables, now);
	return (request, caller) => serveJson(operations, request, caller);
}
