/** The declared tables in the embedded store, in DynamoDB's protocol. */
import type { dynamodb } from "@pulumi/aws";
import type { Request, Response } from "../core/http.ts";
import { serveJson } from "../core/jsonProtocol.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import type { Caller } from "../iam/iam.ts";
import { makeTable } from "./makeTable.ts";
import { operationsOn } from "./tableOperations.ts";
import type { TableStore } from "./tableStore.ts";
import { deleteExpired } from "./timeToLive.ts";

export interface Tables {
	serve(request: Request, caller: Caller): Promise<Response>;
	/**
	 * Deletes what has expired long enough ago; runs by itself every hour.
	 * @param now epoch milliseconds
	 * @returns how many items were deleted
	 */
	sweep(now: number): Promise<number>;
	/** Leaves the store open. */
	close(): void;
}

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
	const tables = declarations.all<dynamodb.Table>("aws:dynamodb/table:Table");
	for (const table of tables) await makeTable(store, table);
	const operations = operationsOn(store, tables, now);
	const sweep = async (now: number) => {
		let deleted = 0;
		for (const { name, hashKey, rangeKey, ttl } of tables) {
			if (!ttl?.enabled || !ttl.attributeName) continue;
			const keyNames = rangeKey ? [hashKey, rangeKey] : [hashKey];
			const table = { name, keyNames, ttlName: ttl.attributeName };
			deleted += await deleteExpired(store, table, now);
		}
		return deleted;
	};
	await sweep(Date.now());
	const timer = setInterval(() => {
		sweep(Date.now()).catch(console.error);
	}, 3_600_000).unref();
	return {
		serve: (request, caller) => serveJson(operations, request, caller),
		sweep,
		close: () => clearInterval(timer),
	};
}
