/** What the function and other clients do to the table, drawn at random. */
import { type AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../../contract/observation.ts";
import { dynamoDbCache } from "../../../functions/reasoning/adapters/dynamodb.ts";
import type { AnswerCache, Entry } from "../../../functions/reasoning/ports.ts";
import type { ClientOptions } from "../../../local/tests/awsEndpoint.ts";
import { sampleMonth } from "../../../tools/data/sampleModel.ts";
import { get, N, outcome, put, remove, S, table } from "./commands.ts";

const [feature] = sampleMonth("202407").features;
const question = questionAbout(observationOf(feature as AnomalyFeature));

export interface World {
	cache: AnswerCache;
	client: DynamoDBClient;
}

/** The function's adapter reads its address from the environment at its first use. */
export async function worldAt(options: ClientOptions): Promise<World> {
	const kept = process.env;
	process.env = {
		AWS_REGION: options.region,
		AWS_ACCESS_KEY_ID: options.credentials.accessKeyId,
		AWS_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
		AWS_ENDPOINT_URL_DYNAMODB: options.endpoint,
	};
	try {
		const cache = dynamoDbCache(table.name);
		await cache.read("k");
		return { cache, client: new DynamoDBClient(options) };
	} finally {
		process.env = kept;
	}
}

export type Act = (world: World, seen: Entry | undefined) => Promise<unknown>;

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

/** A call of the function's adapter, or a write of another client. */
export const act = fc.oneof(
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

/** The results, step by step. */
export async function perform(acts: Act[], world: World) {
	await remove({})(world.client);
	const trace: unknown[] = [];
	for (const next of acts) {
		const seen = await world.cache.read("k");
		// DynamoDB refuses too small a number; the cause of the adapter's error says so.
		const came = next(world, seen).catch(({ cause }) => cause.name);
		trace.push(seen, await came);
	}
	trace.push(await outcome(get()(world.client)));
	// In maps, DynamoDB Local does not normalise numbers: 1e2, not 100.
	return JSON.parse(JSON.stringify(trace), (name, inner) =>
		name === "N" ? Number(inner) : inner,
	);
}
