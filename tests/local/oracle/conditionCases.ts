/** Comparisons and functions in conditions. */
import {
	type Cases,
	done,
	failed,
	type Item,
	invalid,
	N,
	put,
	putIf,
	S,
	type Step,
	when,
} from "./commands.ts";

export const conditionCases: Cases = [
	// Equality by type. The embedded store finds no map or
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

	// Invalid expressions.
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
];
