/** Items and numbers, as the table stores them. */
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import {
	type Cases,
	done,
	get,
	invalid,
	is,
	key,
	N,
	put,
	remove,
	S,
	type Step,
} from "./commands.ts";

export const itemCases: Cases = [
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
];
