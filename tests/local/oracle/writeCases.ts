/** Deletes, scans, updates, and what writes return. */
import {
	type Cases,
	done,
	failed,
	get,
	invalid,
	is,
	key,
	N,
	put,
	remove,
	S,
	type Step,
	scan,
	units,
	update,
} from "./commands.ts";

export const writeCases: Cases = [
	// Commands of the time to live and of operators.
	[
		"a delete of an unchanged item",
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
		"a delete of a changed item",
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
		"a scan for expired items",
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
		"the replaced item, with ReturnValues",
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
