import {
	type AttributeValue,
	ConditionalCheckFailedException,
	DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	type PutItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { ErrorCode } from "../../../contract/errors.ts";
import { type Question, questionFields } from "../../../contract/request.ts";
import { Unavailable } from "../errors.ts";
import type { AnswerCache, Entry, Lease, StoredAnswer } from "../ports.ts";
import { awsClient } from "./awsClient.ts";

type Item = Record<string, AttributeValue>;
type Condition = Pick<
	PutItemCommandInput,
	"ConditionExpression" | "ExpressionAttributeValues"
>;

/** DynamoDB deletes a lease that nobody ended this long after it ran out, seconds. */
const leaseRemains = 3_600;

/**
 * The cache in DynamoDB. An item is an answer (`reasoning`, `cached_at`,
 * `metadata`, `ttl`) or a lease to make one (`lease_owner`, `lease_until`,
 * `ttl`); saving the answer ends the lease in the same write.
 */
export function dynamoDbCache(tableName: string): AnswerCache {
	const client = new DynamoDBClient(awsClient);

	/** False when the condition does not hold. */
	async function put(item: Item, condition?: Condition): Promise<boolean> {
		try {
			await client.send(
				new PutItemCommand({ TableName: tableName, Item: item, ...condition }),
			);
			return true;
		} catch (error) {
			if (error instanceof ConditionalCheckFailedException) return false;
			throw new Unavailable(error);
		}
	}

	return {
		async read(key, options) {
			const { Item: item } = await client
				.send(
					new GetItemCommand({
						TableName: tableName,
						Key: { cache_key: { S: key } },
						ConsistentRead: options?.consistent ?? false,
					}),
				)
				.catch((error) => {
					throw new Unavailable(error);
				});
			return item && entryOf(item);
		},
		lease: (key, lease, now, seen) =>
			put(leaseItem(key, lease), freeFor(now, seen)),
		async release(key, lease, failure) {
			await put(leaseItem(key, { ...lease, until: 0, failure }), {
				ConditionExpression: "lease_owner = :owner",
				ExpressionAttributeValues: { ":owner": { S: lease.owner } },
			});
		},
		async save(key, answer) {
			await put(answerItem(key, answer));
		},
	};
}

/** Nothing is there, or a lease that ran out, or still what was seen and does not count. */
function freeFor(now: number, seen: Entry | undefined): Condition {
	const free = "attribute_not_exists(cache_key) OR lease_until < :now";
	const values: Item = { ":now": { N: String(now) } };
	if (!seen || seen.lease)
		return { ConditionExpression: free, ExpressionAttributeValues: values };
	const version = seen.version as AttributeValue | undefined;
	if (version) values[":seen"] = version;
	const unchanged = version
		? "cached_at = :seen"
		: "attribute_not_exists(cached_at)";
	return {
		ConditionExpression: `${free} OR (attribute_not_exists(lease_until) AND ${unchanged})`,
		ExpressionAttributeValues: values,
	};
}

function leaseItem(key: string, { owner, until, failure }: Lease): Item {
	const item: Item = {
		cache_key: { S: key },
		lease_owner: { S: owner },
		lease_until: { N: String(until) },
		ttl: { N: String(Math.ceil(until / 1000) + leaseRemains) },
	};
	if (failure) {
		const { code, retryAfter } = failure;
		item.failure_code = { S: code };
		if (retryAfter !== undefined)
			item.failure_retry_after = { N: String(retryAfter) };
	}
	return item;
}

function answerItem(
	key: string,
	{ reasoning, cachedAt, observation, model, expires }: StoredAnswer,
): Item {
	const metadata: Item = { model: { S: model } };
	for (const field of questionFields) {
		const value = observation[field];
		metadata[field] =
			typeof value === "number" ? { N: String(value) } : { S: value };
	}
	return {
		cache_key: { S: key },
		reasoning: { S: reasoning },
		cached_at: { S: cachedAt },
		metadata: { M: metadata },
		ttl: { N: String(expires) },
	};
}

/** An item that is neither an answer nor a lease is an entry without both: it will be replaced. */
function entryOf(item: Item): Entry {
	const version = item.cached_at;
	const lease = leaseOf(item);
	if (lease) return { version, lease };
	const answer = answerOf(item);
	return answer ? { version, answer } : { version };
}

function leaseOf(item: Item): Lease | undefined {
	const { lease_owner, lease_until, failure_code, failure_retry_after } = item;
	if (!lease_owner?.S || !lease_until?.N) return undefined;
	const lease: Lease = { owner: lease_owner.S, until: Number(lease_until.N) };
	if (failure_code?.S)
		lease.failure = {
			code: failure_code.S as ErrorCode,
			retryAfter: failure_retry_after?.N
				? Number(failure_retry_after.N)
				: undefined,
		};
	return lease;
}

function answerOf({
	reasoning,
	cached_at,
	metadata,
	ttl,
}: Item): StoredAnswer | undefined {
	if (!reasoning?.S || !cached_at?.S) return undefined;
	// What the fields hold is compared with the question, and so needs no check here.
	const observation: Record<string, unknown> = {};
	for (const field of questionFields) {
		const { N, S } = metadata?.M?.[field] ?? {};
		observation[field] = N === undefined ? S : Number(N);
	}
	return {
		reasoning: reasoning.S,
		cachedAt: cached_at.S,
		observation: observation as unknown as Question,
		model: metadata?.M?.model?.S ?? "unknown",
		expires: Number(ttl?.N ?? 0),
	};
}
