/** The conditions of the lease. */
import {
	at,
	type Cases,
	done,
	failed,
	free,
	get,
	is,
	N,
	put,
	putIf,
	S,
	when,
} from "./commands.ts";

export const leaseCases: Cases = [
	// The lease: one caller may call the model.
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
		"an item without the compared attribute",
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
];
