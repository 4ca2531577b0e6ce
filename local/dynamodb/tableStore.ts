/** The embedded store of the tables: DynamoDB's operations, without permissions. */
import { createRequire } from "node:module";
import { ServiceError } from "../core/jsonProtocol.ts";
import { InUse, UsageError } from "../core/usageError.ts";

type Input = Record<string, unknown>;

/** An error of DynamoDB has a status; a failure of the store has none. */
interface DynamoDbError extends Error {
	statusCode?: number;
	body?: { __type: string; message?: string; Message?: string };
}

interface Store {
	db: { open(): Promise<void>; close(): Promise<void> };
	tableDb: {
		put(key: string, table: object, done: (error?: Error | null) => void): void;
	};
}

type Action = (
	store: Store,
	input: Input,
	done: (error: DynamoDbError | null, output?: Input) => void,
) => void;

/**
 * The parts of dynalite without its server, which throws an error of the disk
 * from a timer, and does not report that its folder is locked.
 */
const load = createRequire(import.meta.url);
const { create } = load("dynalite/db") as {
	create(options: { path?: string; createTableMs: number }): Store;
};
const { checkTypes, checkValidations } = load("dynalite/validations") as {
	checkTypes(input: Input, types: object): Input;
	checkValidations(
		input: Input,
		types: object,
		custom: unknown,
		store: Store,
	): void;
};

const names =
	"BatchGetItem BatchWriteItem CreateTable DeleteItem DescribeTable GetItem ListTables PutItem Query Scan UpdateItem";

const operations = new Map(
	names.split(" ").map((name) => {
		const file = `${name[0]?.toLowerCase()}${name.slice(1)}.js`;
		const { types, custom } = load(`dynalite/validations/${file}`) as {
			types: object;
			custom: unknown;
		};
		const act = load(`dynalite/actions/${file}`) as Action;
		return [name, { types, custom, act }];
	}),
);

export const storeOperations: readonly string[] = [...operations.keys()];

export class TableStore {
	/** Folder; undefined for a store in memory. */
	readonly path: string | undefined;
	readonly #store: Store;
	readonly #running = new Set<Promise<unknown>>();
	#closed = false;

	constructor(path: string | undefined, store: Store) {
		this.path = path;
		this.#store = store;
	}

	/** @throws ServiceError in DynamoDB's words */
	call<Output = Input>(operation: string, input: Input): Promise<Output> {
		const running = this.#call(operation, input) as Promise<Output>;
		this.#running.add(running);
		const done = () => this.#running.delete(running);
		running.then(done, done);
		return running;
	}

	async #call(operation: string, input: Input): Promise<Input> {
		const known = operations.get(operation);
		if (this.#closed || !known)
			throw new ServiceError(
				"InternalServerError",
				`The store is closed, or has no ${operation}.`,
				500,
			);
		try {
			const checked = checkTypes(input, known.types);
			checkValidations(checked, known.types, known.custom, this.#store);
			return await new Promise<Input>((resolve, reject) =>
				known.act(this.#store, checked, (error, output = {}) =>
					error ? reject(error) : resolve(output),
				),
			);
		} catch (error) {
			// dynalite fails so for a null value.
			if (error instanceof TypeError)
				throw new ServiceError("SerializationException", "A value is null.");
			const { statusCode, body } = error as DynamoDbError;
			if (!statusCode || !body) throw error;
			const message = body.message ?? body.Message ?? "";
			throw new ServiceError(body.__type, message, statusCode);
		}
	}

	/** Makes a table active. The store would do so in a timer, which reports no error. */
	activate(table: { TableName: string }): Promise<void> {
		const active = { ...table, TableStatus: "ACTIVE" };
		return new Promise((resolve, reject) =>
			this.#store.tableDb.put(table.TableName, active, (error) =>
				error ? reject(error) : resolve(),
			),
		);
	}

	/** Running calls end first. */
	async close(): Promise<void> {
		this.#closed = true;
		await Promise.allSettled(this.#running);
		await this.#store.db.close();
	}
}

/**
 * @param path folder, created if it is missing; undefined for a store in memory
 * @throws UsageError for a folder that another process has open, or that is broken
 */
export async function openStore(path: string | undefined): Promise<TableStore> {
	const store = create({ createTableMs: 0, ...(path && { path }) });
	try {
		await store.db.open();
	} catch (error) {
		const { code, message } = (error as Error).cause as NodeJS.ErrnoException;
		if (code === "LEVEL_LOCKED")
			throw new InUse(
				`the table in ${path} is in use by another process; stop the other npm start, or take another stack with --stack`,
			);
		throw new UsageError(
			`the table in ${path} cannot be opened (${message}); --reset creates it again, empty`,
		);
	}
	return new TableStore(path, store);
}

/** Whether an error has this code; codes of DynamoDB may have a namespace before `#`. */
export function isError(error: unknown, code: string): boolean {
	return error instanceof ServiceError && error.code.split("#").at(-1) === code;
}
