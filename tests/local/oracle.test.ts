/**
 * What the function and local/ need of the table: true of the embedded store,
 * and, with THOROUGH=1 and Java, of Amazon's own DynamoDB Local.
 */
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import {
	type ClientOptions,
	type Endpoint,
	startEndpoint,
} from "../../local/tests/awsEndpoint.ts";
import { stateOf } from "../../local/tests/declare.ts";
import {
	type DynamoDbLocal,
	hasJava,
	startDynamoDbLocal,
} from "../support/dynamoDbLocal.ts";
import { isThorough } from "../support/thorough.ts";
import { act, perform, worldAt } from "./oracle/acts.ts";
import { outcome, remove, table } from "./oracle/commands.ts";
import { conditionCases } from "./oracle/conditionCases.ts";
import { itemCases } from "./oracle/itemCases.ts";
import { leaseCases } from "./oracle/leaseCases.ts";
import { writeCases } from "./oracle/writeCases.ts";

const cases = [...itemCases, ...leaseCases, ...conditionCases, ...writeCases];

describe("The table", function () {
	// A Java machine starts slowly.
	this.timeout(60_000);
	let endpoint: Endpoint;
	let oracle: DynamoDbLocal | undefined;
	let here: ClientOptions;
	let there: ClientOptions;
	const hasOracle = isThorough && hasJava();
	before(async () => {
		const starting = hasOracle ? startDynamoDbLocal() : undefined;
		endpoint = await startEndpoint({
			declared(declarations) {
				Object.assign(stateOf(declarations, "table"), {
					hashKey: "cache_key",
					attributes: [{ name: "cache_key", type: "S" }],
				});
			},
		});
		table.name = endpoint.table;
		here = endpoint.operator;
		oracle = await starting;
		if (!oracle) return;
		there = { ...here, endpoint: oracle.url };
		await createTable(endpoint, there);
	});
	after(async () => {
		await endpoint?.stop();
		await oracle?.stop();
	});

	const holdAt = (options: () => ClientOptions) => {
		let client: DynamoDBClient;
		beforeEach(async () => {
			client ??= new DynamoDBClient(options());
			await remove({})(client);
		});
		for (const [title, steps] of cases)
			it(title, async () => {
				for (const [call, gives] of steps)
					expect(await outcome(call(client))).to.deep.equal(gives);
			});
	};

	describe("here:", () => holdAt(() => here));

	if (!hasOracle) {
		it("in DynamoDB Local: asked with THOROUGH=1, if java is on the PATH");
		return;
	}
	describe("in DynamoDB Local:", () => holdAt(() => there));

	it("answers the function's adapter as DynamoDB Local does", async () => {
		// One after the other, because both change the environment.
		const worlds = [await worldAt(here), await worldAt(there)];
		await fc.assert(
			fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
				const [ours, theirs] = await Promise.all(
					worlds.map((world) => perform(acts, world)),
				);
				expect(ours).to.deep.equal(theirs);
			}),
			{ numRuns: 100 },
		);
	});
});

async function createTable(
	{ declarations }: Endpoint,
	options: ClientOptions,
): Promise<void> {
	const declared = declarations.one("dynamodb.Table");
	await new DynamoDBClient(options).send(
		new CreateTableCommand({
			TableName: table.name,
			BillingMode: "PAY_PER_REQUEST",
			AttributeDefinitions: declared.attributes.map(({ name, type }) => ({
				AttributeName: name,
				AttributeType: type as "S",
			})),
			KeySchema: [{ AttributeName: declared.hashKey, KeyType: "HASH" }],
		}),
	);
}
