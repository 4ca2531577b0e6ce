import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	DescribeTableCommand,
	DynamoDBClient,
	GetItemCommand,
	ListTablesCommand,
	PutItemCommand,
	ResourceNotFoundException,
	TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { reset } from "../cli/start.ts";
import { UsageError } from "../core/usageError.ts";
import {
	type Endpoint,
	errorOf,
	startEndpoint,
	withEndpoint,
} from "../tests/awsEndpoint.ts";
import { stateOf } from "../tests/declare.ts";
import { fixture } from "../tests/fixture.ts";
import { openTables } from "../tests/tables.ts";
import { serveTables } from "./service.ts";
import { openStore } from "./tableStore.ts";
import { withinCeilings } from "./throughput.ts";

const put = (endpoint: Endpoint, key: string, more = {}) =>
	new DynamoDBClient(endpoint.operator).send(
		new PutItemCommand({
			TableName: endpoint.table,
			Item: { id: { S: key }, ...more },
		}),
	);
const get = async (endpoint: Endpoint, key: string) =>
	(
		await new DynamoDBClient(endpoint.operator).send(
			new GetItemCommand({
				TableName: endpoint.table,
				Key: { id: { S: key } },
			}),
		)
	).Item;

describe("The table", () => {
	let endpoint: Endpoint;
	let client: DynamoDBClient;
	before(async () => {
		endpoint = await startEndpoint();
		client = new DynamoDBClient(endpoint.operator);
	});
	after(() => endpoint.stop());

	it("has the declared description", async () => {
		const TableName = endpoint.table;
		const { TableNames } = await client.send(new ListTablesCommand({}));
		expect(TableNames).to.deep.equal([TableName]);
		const { Table } = await client.send(
			new DescribeTableCommand({ TableName }),
		);
		expect(Table).to.deep.include({
			TableStatus: "ACTIVE",
			KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
		});
	});

	it("is the only one", async () => {
		const TableName = "other";
		for (const command of [
			new DescribeTableCommand({ TableName }),
			new GetItemCommand({ TableName, Key: { id: { S: "k" } } }),
		])
			expect(await errorOf(client.send(command as never))).to.be.instanceOf(
				ResourceNotFoundException,
			);
	});

	it("names operations that it does not serve", async () => {
		const Put = { TableName: endpoint.table, Item: { id: { S: "k" } } };
		const error = await errorOf(
			client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] })),
		);
		expect(error.name).to.equal("UnknownOperationException");
		expect(error.message).to.equal(
			"This machine does not serve TransactWriteItems.",
		);
	});
});

describe("The folder of the table", () => {
	let path: string;
	beforeEach(() => {
		path = mkdtempSync(join(tmpdir(), "table-"));
	});
	afterEach(() => rmSync(path, { recursive: true }));

	it("keeps items between two runs", async () => {
		const ttl = { N: "1800000000" };
		await withEndpoint({ path }, async (first) => {
			await put(first, "kept", { ttl });
		});
		await withEndpoint({ path }, async (second) => {
			expect(await get(second, "kept")).to.deep.equal({
				id: { S: "kept" },
				ttl,
			});
		});
	});

	it("is locked by one process", async () => {
		const declarations = fixture();
		const first = await openTables(declarations, path);
		const error = await errorOf(openTables(declarations, path));
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.equal(
			`the table in ${path} is in use by another process; stop the other npm start, or take another stack with --stack`,
		);
		await first.close();
		await (await openTables(declarations, path)).close();
	});

	it("may be broken, and the error names the remedy", async () => {
		const declarations = fixture();
		await (await openTables(declarations, path)).close();
		writeFileSync(join(path, "CURRENT"), "MANIFEST-999999\n");
		const error = await errorOf(openTables(declarations, path));
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(
			/^the table in .* cannot be opened \(.*\); --reset creates it again, empty$/,
		);
	});

	it("is reset when it is broken, and not while it is in use", async () => {
		const declarations = fixture();
		const table = join(path, "dynamodb");
		const first = await openTables(declarations, table);
		expect(await errorOf(reset(path))).to.be.instanceOf(UsageError);
		expect(existsSync(table)).to.equal(true);
		await first.close();
		writeFileSync(join(table, "CURRENT"), "MANIFEST-999999\n");
		await reset(path);
		expect(existsSync(path)).to.equal(false);
		await (await openTables(declarations, table)).close();
	});

	it("may hold a table whose creation was interrupted", async () => {
		const table = stateOf(fixture(), "table");
		const store = await openStore(join(path, "dynamodb"));
		const TableName = String(table.name);
		await store.call("CreateTable", {
			TableName,
			BillingMode: "PAY_PER_REQUEST",
			AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
			KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
		});
		await store.close();
		await withEndpoint({ path }, async (endpoint) => {
			const client = new DynamoDBClient(endpoint.operator);
			const { Table } = await client.send(
				new DescribeTableCommand({ TableName }),
			);
			expect(Table?.TableStatus).to.equal("ACTIVE");
			await put(endpoint, "new");
			expect(await get(endpoint, "new")).to.deep.equal({ id: { S: "new" } });
		});
	});

	it("is refused if it holds the table with another key", async () => {
		const declarations = fixture();
		await (await openTables(declarations, path)).close();
		const state = stateOf(declarations, "table");
		Object.assign(state, {
			hashKey: "place",
			attributes: [{ name: "place", type: "N" }],
		});
		const error = await errorOf(openTables(declarations, path));
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.contain(
			"with key id (S), and the program declares place (N); --reset",
		);
		// The store is unchanged and closed.
		await (await openTables(fixture(), path)).close();
	});
});

describe("A table's ceilings", () => {
	it("throttle calls above the declared request units per second", async () => {
		const declarations = fixture();
		const store = await openStore(undefined);
		await serveTables(store, declarations);
		const table = declarations.one("dynamodb.Table");
		let now = 0;
		const call = withinCeilings(
			store,
			[
				{
					...table,
					onDemandThroughput: {
						maxReadRequestUnits: 2,
						maxWriteRequestUnits: 3,
					},
				},
			],
			() => now,
		);
		const TableName = table.name;
		const put = (key: string, more = {}) =>
			call("PutItem", { TableName, Item: { id: { S: key } }, ...more });
		const get = (more = {}) =>
			call("GetItem", { TableName, Key: { id: { S: "k" } }, ...more });
		const throttled = async (operation: Promise<unknown>) =>
			expect(await errorOf(operation)).to.include({
				code: "ThrottlingException",
			});
		try {
			// An item of 2 KB takes two units to write, and a refused write one.
			await put("k", {
				Item: { id: { S: "k" }, x: { S: "x".repeat(1500) } },
			});
			await errorOf(
				put("k", { ConditionExpression: "attribute_not_exists(id)" }),
			);
			await throttled(put("other"));
			// A consistent read takes one unit, another half of one.
			expect(await get()).not.to.have.property("ConsumedCapacity");
			await get({ ConsistentRead: true });
			const { ConsumedCapacity } = await get({
				ReturnConsumedCapacity: "TOTAL",
			});
			expect(ConsumedCapacity).to.deep.include({ CapacityUnits: 0.5 });
			await throttled(get());
			now = 250;
			await get();
			await throttled(get());
			now = 500;
			await put("other");
			now = 60_000;
			for (let reads = 0; reads < 4; reads++) await get();
			await throttled(get());
		} finally {
			await store.close();
		}
	});
});
