/**
 * What the function, and what serves it here, depend on in the table: true of
 * the embedded store, and, with THOROUGH=1 and Java, of Amazon's own DynamoDB
 * Local.
 */
import {
	type AttributeValue,
	CreateTableCommand,
	DeleteItemCommand,
	type DeleteItemCommandInput,
	DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	type PutItemCommandInput,
	ScanCommand,
	type ScanCommandInput,
	UpdateItemCommand,
	type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";
import { dynamoDbCache } from "../../functions/reasoning/adapters/dynamodb.ts";
import type { AnswerCache, Entry } from "../../functions/reasoning/ports.ts";
import {
	type ClientOptions,
	type Endpoint,
	startEndpoint,
} from "../../local/tests/awsEndpoint.ts";
import { stateOf } from "../../local/tests/declare.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import {
	type DynamoDbLocal,
	hasJava,
	startDynamoDbLocal,
} from "../support/dynamoDbLocal.ts";
import { isThorough } from "../support/thorough.ts";

const [feature] = sampleMonth("202407").features;
const question = questionAbout(observationOf(feature as AnomalyFeature));

type Item = Record<string, AttributeValue>;
type Step = [
	call: (client: DynamoDBClient) => Promise<unknown>,
	gives: unknown,
];

let TableName = "";
const key = { cache_key: { S: "k" } };
const N = (number: string | number) => ({ N: String(number) });
const S = (text: string) => ({ S: text });

// Commands are made when they are sent: then the table has its name.
const put =
	(item: Item, more: Partial<PutItemCommandInput> = {}) =>
	(client: DynamoDBClient) =>
		client.send(
			new PutItemCommand({ TableName, Item: { ...key, ...item }, ...more }),
		);
const get =
	(more = {}) =>
	(client: DynamoDBClient) =>
		client.send(
			new GetItemCommand({
				TableName,
				Key: key,
				ConsistentRead: true,
				...more,
			}),
		);
const update =
	(more: Partial<UpdateItemCommandInput>) => (client: DynamoDBClient) =>
		client.send(new UpdateItemCommand({ TableName, Key: key, ...more }));
const remove =
	(more: Partial<DeleteItemCommandInput>) => (client: DynamoDBClient) =>
		client.send(new DeleteItemCommand({ TableName, Key: key, ...more }));
const scan = (more: Partial<ScanCommandInput>) => (client: DynamoDBClient) =>
	client.send(new ScanCommand({ TableName, ...more }));
/** A put under a condition. */
const putIf = (
	ConditionExpression: string,
	values: Item = {},
	names: Record<string, string> = {},
) =>
	put(
		{ taken: S("yes") },
		{
			ConditionExpression,
			...(Object.keys(values).length > 0 && {
				ExpressionAttributeValues: values,
			}),
			...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
		},
	);

const done = {};
const failed = "ConditionalCheckFailedException";
const invalid = "ValidationException";
const is = (item: Item) => ({ Item: { ...key, ...item } });
const free =
	"attribute_not_exists(cache_key) OR lease_until < :now OR (attribute_not_exists(lease_until) AND cached_at = :seen)";
const at = (now: number, seen = "A") => ({ ":now": N(now), ":seen": S(seen) });
const when = (
	title: string,
	held: Item,
	condition: ReturnType<typeof put>,
	gives: unknown,
): [string, Step[]] => [
	title,
	[
		[put(held), done],
		[condition, gives],
	],
];

const cases: [title: string, steps: Step[]][] = [
	["an item that is not there", [[get(), {}]]],
	[
		"all that JSON can say, nested",
		[
			[
				put({
					metadata: {
						M: {
							n: N("1"),
							none: { M: {} },
							list: { L: [{ NULL: true }, { BOOL: false }, S("")] },
						},
					},
				}),
				done,
			],
			[
				get(),
				is({
					metadata: {
						M: {
							n: N("1"),
							none: { M: {} },
							list: { L: [{ NULL: true }, { BOOL: false }, S("")] },
						},
					},
				}),
			],
		],
	],
	[
		"a put in place of all that was there",
		[
			[put({ a: S("1") }), done],
			[put({ b: S("2") }), done],
			[get(), is({ b: S("2") })],
		],
	],
	[
		"a part of an item",
		[
			[put({ a: S("1"), b: S("2") }), done],
			[get({ ProjectionExpression: "b" }), { Item: { b: S("2") } }],
		],
	],
	["a key without a value", [[put({ cache_key: S("") }), invalid]]],
	["a key of another type", [[put({ cache_key: N(1) }), invalid]]],
	[
		"a key of 2,048 bytes",
		[
			[put({ cache_key: S("x".repeat(2048)) }), done],
			[remove({ Key: { cache_key: S("x".repeat(2048)) } }), done],
		],
	],
	[
		"a key of 2,049 bytes",
		[[put({ cache_key: S("x".repeat(2049)) }), invalid]],
	],
	[
		"another table",
		[
			[
				(client) =>
					client.send(new GetItemCommand({ TableName: "other", Key: key })),
				"ResourceNotFoundException",
			],
		],
	],
	// The names of the attributes count: "cache_key", "k" and "text" are 14 bytes.
	[
		"an item of 400 KB",
		[[put({ text: S("x".repeat(400 * 1024 - 14)) }), done]],
	],
	[
		"an item of a byte more",
		[[put({ text: S("x".repeat(400 * 1024 - 13)) }), invalid]],
	],

	// The lease: who may ask the model.
	[
		"the lease of a place that nobody asked about",
		[
			[putIf(free, at(5)), done],
			[get(), is({ taken: S("yes") })],
		],
	],
	when("a lease that ran out", { lease_until: N(4) }, putIf(free, at(5)), done),
	when(
		"a lease that runs out now",
		{ lease_until: N(5) },
		putIf(free, at(5)),
		failed,
	),
	when(
		"a lease that runs on",
		{ lease_until: N(10) },
		putIf(free, at(9)),
		failed,
	),
	when(
		"a lease in milliseconds since 1970",
		{ lease_until: N(1732233600123) },
		putIf(free, at(1732233600124)),
		done,
	),
	when(
		"a lease that is a text",
		{ lease_until: S("4") },
		putIf(free, at(5)),
		failed,
	),
	when(
		"an answer that is what was seen",
		{ cached_at: S("A") },
		putIf(free, at(5)),
		done,
	),
	when(
		"an answer that came since",
		{ cached_at: S("B") },
		putIf(free, at(5)),
		failed,
	),
	when(
		"an answer under a lease",
		{ cached_at: S("A"), lease_until: N(9) },
		putIf(free, at(5)),
		failed,
	),
	when("an item that is neither", {}, putIf(free, at(5)), failed),
	when(
		"an item without what is compared",
		{},
		putIf("attribute_not_exists(cached_at)"),
		done,
	),
	when(
		"the owner's release",
		{ lease_owner: S("me") },
		putIf("lease_owner = :owner", { ":owner": S("me") }),
		done,
	),
	when(
		"somebody else's release",
		{ lease_owner: S("you") },
		putIf("lease_owner = :owner", { ":owner": S("me") }),
		failed,
	),
	[
		"a release of nothing",
		[[putIf("lease_owner = :owner", { ":owner": S("me") }), failed]],
	],
	[
		"a failed condition, which changes nothing",
		[
			[put({ lease_until: N(9) }), done],
			[putIf(free, at(5)), failed],
			[get(), is({ lease_until: N(9) })],
		],
	],

	// What was read is compared as it came. The embedded store finds no map or
	// list equal to another; the function compares neither.
	...Object.entries({
		text: S("A"),
		"a number": N(1),
		null: { NULL: true },
		"a truth": { BOOL: true },
	} as Item).map(([type, value]) =>
		when(
			`${type} that is equal`,
			{ cached_at: value },
			putIf("cached_at = :seen", { ":seen": value }),
			done,
		),
	),
	when(
		"a number written otherwise",
		{ n: N("1.50") },
		putIf("n = :n", { ":n": N("15e-1") }),
		done,
	),
	when(
		"a number and its text",
		{ n: N(1) },
		putIf("n = :n", { ":n": S("1") }),
		failed,
	),
	when(
		"numbers in their order, not their digits'",
		{ n: N(9) },
		putIf("n < :n", { ":n": N(10) }),
		done,
	),
	when(
		"negative numbers in their order",
		{ n: N(-10) },
		putIf("n < :n", { ":n": N(-9) }),
		done,
	),
	when(
		"every comparison",
		{ n: N(5) },
		putIf(
			"n > :a AND n >= :b AND n <= :b AND n <> :a AND NOT n < :b AND n BETWEEN :a AND :b AND n IN (:a, :b)",
			{ ":a": N(1), ":b": N(5) },
		),
		done,
	),
	when(
		"a part of a map",
		{ metadata: { M: { model: S("g") } } },
		putIf("metadata.#model = :g", { ":g": S("g") }, { "#model": "model" }),
		done,
	),
	when(
		"functions",
		{ s: S("abc") },
		putIf(
			"begins_with(s, :a) AND contains(s, :b) AND size(s) = :n AND attribute_type(s, :s)",
			{ ":a": S("ab"), ":b": S("bc"), ":n": N(3), ":s": S("S") },
		),
		done,
	),

	// Expressions that are wrong.
	...(
		[
			["a reserved word", "ttl < :a", { ":a": N(1) }],
			["another reserved word", "owner = :a", { ":a": N(1) }],
			["a syntax error", "cache_key = = :a", { ":a": N(1) }],
			["nothing", ""],
			["an unknown function", "attribute_missing(cache_key)"],
			["a value that is not given", "cache_key = :a"],
			[
				"a value that is not used",
				"attribute_not_exists(cache_key)",
				{ ":a": N(1) },
			],
			["a name that is not given", "#a = :a", { ":a": N(1) }],
			[
				"a name that is not used",
				"attribute_not_exists(cache_key)",
				{},
				{ "#a": "a" },
			],
			[
				"a range from high to low",
				"n BETWEEN :a AND :b",
				{ ":a": N(2), ":b": N(1) },
			],
		] as [string, string, Item?, Record<string, string>?][]
	).map(([what, expression, values, names]): [string, Step[]] => [
		`${what} in a condition`,
		[[putIf(expression, values, names), invalid]],
	]),
	[
		"a reserved word by another name",
		[
			[put({ ttl: N(5) }), done],
			[putIf("#ttl < :a", { ":a": N(6) }, { "#ttl": "ttl" }), done],
		],
	],

	// Numbers come back as DynamoDB writes them.
	...Object.entries({
		0: "0",
		"-0": "0",
		"1.50": "1.5",
		"00012": "12",
		"35.6762": "35.6762",
		"-139.6503": "-139.6503",
		"1e5": "100000",
		"1e+21": "1000000000000000000000",
		"1e-7": "0.0000001",
		"-1.5e-10": "-0.00000000015",
		"12345678901234567890123456789012345678":
			"12345678901234567890123456789012345678",
		[String(Number.MAX_SAFE_INTEGER)]: String(Number.MAX_SAFE_INTEGER),
	}).map(([written, read]): [string, Step[]] => [
		`the number ${written}`,
		[
			[put({ n: N(written) }), done],
			[get(), is({ n: N(read) })],
		],
	]),
	...["NaN", "Infinity", "", "one", "1e126", "1e-131", "1".repeat(39)].map(
		(text): [string, Step[]] => [
			`no number: ${JSON.stringify(text)}`,
			[[put({ n: N(text) }), invalid]],
		],
	),

	// What the time to live and an operator use.
	[
		"a delete of what is unchanged",
		[
			[put({ ttl: N(5) }), done],
			[
				remove({
					ConditionExpression: "#t = :t",
					ExpressionAttributeNames: { "#t": "ttl" },
					ExpressionAttributeValues: { ":t": N(5) },
				}),
				done,
			],
			[get(), {}],
		],
	],
	[
		"a delete of what has changed",
		[
			[put({ ttl: N(6) }), done],
			[
				remove({
					ConditionExpression: "#t = :t",
					ExpressionAttributeNames: { "#t": "ttl" },
					ExpressionAttributeValues: { ":t": N(5) },
				}),
				failed,
			],
			[get(), is({ ttl: N(6) })],
		],
	],
	[
		"a scan for what has ended",
		[
			[put({ ttl: N(5) }), done],
			...["5", "6"].map(
				(end): Step => [
					scan({
						FilterExpression: "#t BETWEEN :a AND :b",
						ExpressionAttributeNames: { "#t": "ttl" },
						ExpressionAttributeValues: { ":a": N(end), ":b": N(9) },
					}),
					end === "5"
						? { Count: 1, ScannedCount: 1, Items: [{ ...key, ttl: N(5) }] }
						: { Count: 0, ScannedCount: 1, Items: [] },
				],
			),
		],
	],
	[
		"an update",
		[
			[put({ n: N(1), stale: S("x") }), done],
			[
				update({
					UpdateExpression:
						"SET n = n + :a, s = if_not_exists(s, :s) REMOVE stale",
					ExpressionAttributeValues: { ":a": N(2), ":s": S("y") },
					ReturnValues: "ALL_NEW",
				}),
				{ Attributes: { ...key, n: N(3), s: S("y") } },
			],
		],
	],
	[
		"an update of the key",
		[
			[
				update({
					UpdateExpression: "SET cache_key = :a",
					ExpressionAttributeValues: { ":a": S("l") },
				}),
				invalid,
			],
		],
	],
	[
		"what was replaced, when it is asked for",
		[
			[put({ a: S("1") }), done],
			[
				put({ a: S("2") }, { ReturnValues: "ALL_OLD" }),
				{ Attributes: { ...key, a: S("1") } },
			],
		],
	],
	[
		"units of reading and writing",
		[
			[
				put({ text: S("x".repeat(5000)) }, { ReturnConsumedCapacity: "TOTAL" }),
				units(5),
			],
			[
				get({
					ReturnConsumedCapacity: "TOTAL",
					ProjectionExpression: "cache_key",
				}),
				{ Item: key, ...units(2) },
			],
			[
				get({
					ReturnConsumedCapacity: "TOTAL",
					ConsistentRead: false,
					ProjectionExpression: "cache_key",
				}),
				{ Item: key, ...units(1) },
			],
		],
	],
];

function units(CapacityUnits: number) {
	return { ConsumedCapacity: { CapacityUnits } };
}

/** What a call gives: its output, or the name of its error. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
	try {
		const output = (await call) as Record<string, unknown>;
		const { $metadata, ...rest } = output;
		const { CapacityUnits } = (rest.ConsumedCapacity ?? {}) as Record<
			string,
			unknown
		>;
		return CapacityUnits === undefined
			? rest
			: { ...rest, ConsumedCapacity: { CapacityUnits } };
	} catch (error) {
		expect(error).to.have.nested.property("$metadata.httpStatusCode", 400);
		return (error as Error).name;
	}
}

describe("What is depended on in the table holds", function () {
	// A Java machine takes its time to start.
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
		TableName = endpoint.table;
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

	it("in both alike, whatever the function's adapter does", async () => {
		// One after the other: they take turns with the environment.
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
	const table = declarations.one("dynamodb.Table");
	await new DynamoDBClient(options).send(
		new CreateTableCommand({
			TableName,
			BillingMode: "PAY_PER_REQUEST",
			AttributeDefinitions: table.attributes.map(({ name, type }) => ({
				AttributeName: name,
				AttributeType: type as "S",
			})),
			KeySchema: [{ AttributeName: table.hashKey, KeyType: "HASH" }],
		}),
	);
}

interface World {
	cache: AnswerCache;
	client: DynamoDBClient;
}

/** The function's adapter takes its address from the environment, when it is first used. */
async function worldAt(options: ClientOptions): Promise<World> {
	const kept = process.env;
	process.env = {
		AWS_REGION: options.region,
		AWS_ACCESS_KEY_ID: options.credentials.accessKeyId,
		AWS_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
		AWS_ENDPOINT_URL_DYNAMODB: options.endpoint,
	};
	try {
		const cache = dynamoDbCache(TableName);
		await cache.read("k");
		return { cache, client: new DynamoDBClient(options) };
	} finally {
		process.env = kept;
	}
}

type Act = (world: World, seen: Entry | undefined) => Promise<unknown>;

const owner = fc.constantFrom("me", "you");
const moment = fc.integer({ min: 0, max: 10 });
const value = fc.constantFrom<AttributeValue>(
	S("me"),
	S("2024-07-01T00:00:00.000Z"),
	S(""),
	N("5"),
	N("5.0"),
	{ NULL: true },
);
const names = [
	"lease_owner",
	"lease_until",
	"cached_at",
	"reasoning",
	"metadata",
	"ttl",
	"failure_code",
	"failure_until",
];
const item = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), value), {
	selector: ([name]) => name,
});

/** Something that the function does, or that somebody else did to the table. */
const act = fc.oneof(
	fc.record({ owner, until: moment, now: moment, hasSeen: fc.boolean() }).map(
		({ owner, until, now, hasSeen }): Act =>
			({ cache }, seen) =>
				cache.lease("k", { owner, until }, now, hasSeen ? seen : undefined),
	),
	fc.record({ owner, until: moment, refusals: moment }).map(
		({ owner, until, refusals }): Act =>
			({ cache }) =>
				cache.fail(
					"k",
					{ owner, until: 0 },
					{ code: "model_refused", reason: "blocked", until, refusals },
				),
	),
	fc
		.record({
			reasoning: fc.string(),
			cachedAt: fc.constantFrom("A", "B"),
			lat: fc.double({ min: -90, max: 90, noNaN: true }),
		})
		.map(
			({ reasoning, cachedAt, lat }): Act =>
				({ cache }) =>
					cache.save("k", {
						reasoning,
						cachedAt,
						observation: { ...question, lat },
						language: "en",
						model: "m",
						expires: 9,
					}),
		),
	item.map(
		(attributes): Act =>
			({ client }) =>
				outcome(put(Object.fromEntries(attributes))(client)),
	),
);

/** All that came of it, step by step. */
async function perform(acts: Act[], world: World) {
	await remove({})(world.client);
	const trace: unknown[] = [];
	for (const next of acts) {
		const seen = await world.cache.read("k");
		// A number too small for DynamoDB is refused, and the adapter's error says why.
		const came = next(world, seen).catch(({ cause }) => cause.name);
		trace.push(seen, await came);
	}
	trace.push(await outcome(get()(world.client)));
	// In maps, DynamoDB Local writes numbers as they came: 1e2, not 100.
	return JSON.parse(JSON.stringify(trace), (name, inner) =>
		name === "N" ? Number(inner) : inner,
	);
}
