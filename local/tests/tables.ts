/** The declared tables, with a store of their own. */
import type { Api } from "../core/service.ts";
import { serveTables } from "../dynamodb/service.ts";
import { openStore } from "../dynamodb/tableStore.ts";
import type { Declarations } from "../evaluate/declarations.ts";

export interface OpenTables {
	serve: Api;
	close(): Promise<void>;
}

/**
 * @param path folder of the store; undefined keeps it in memory
 * @throws UsageError for a store that cannot be opened, or holds a table with another key
 */
export async function openTables(
	declarations: Declarations,
	path?: string,
): Promise<OpenTables> {
	const store = await openStore(path);
	const serve = await serveTables(store, declarations).catch(async (error) => {
		await store.close();
		throw error;
	});
	return { serve, close: () => store.close() };
}
