import {
	ConditionalCheckFailedException,
	DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	type PutItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { Unavailable } from "../errors.ts";
import type { AnswerCache, Entry } from "../ports.ts";
import { awsClient } from "./awsClient.ts";
import {
	answerItem,
	entryOf,
	failureItem,
	type Item,
	leaseItem,
	type Version,
} from "./items.ts";

type Condition = Pick<
	PutItemCommandInput,
	"ConditionExpression" | "ExpressionAttributeValues"
>;

/** The cache in DynamoDB; items.ts describes its items. */
export function dynamoDbCache(tableName: string): AnswerCache {
	const client = new DynamoDBClient(awsClient);

	/** Returns false when the condition is not met. */
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
		async read(key) {
			const { Item: item } = await client
				.send(
					new GetItemCommand({
						TableName: tableName,
						Key: { cache_key: { S: key } },
					}),
				)
				.catch((error) => {
					throw new Unavailable(error);
				});
			return item && entryOf(item);
		},
		lease: (key, lease, now, seen) =>
			put(leaseItem(key, lease, seen?.failure), freeFor(now, seen)),
		async fail(key, lease, failure) {
			await put(failureItem(key, failure), {
				ConditionExpression: "lease_owner = :owner",
				ExpressionAttributeValues: { ":owner": { S: lease.owner } },
			});
		},
		async save(key, answer) {
			await put(answerItem(key, answer));
		},
	};
}

/**
 * There is no item, or an expired lease, or still the invalid item that was seen.
 * DynamoDB evaluates AND before OR.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html#Expressions.OperatorsAndFunctions.Precedence
 */
function freeFor(now: number, seen: Entry | undefined): Condition {
	const free = "attribute_not_exists(cache_key) OR lease_until < :now";
	const values: Item = { ":now": { N: String(now) } };
	if (!seen || seen.lease)
		return { ConditionExpression: free, ExpressionAttributeValues: values };
	const version = seen.version as Version | undefined;
	if (version) values[":seen"] = version.value;
	const unchanged = version
		? `${version.name} = :seen`
		: "attribute_not_exists(cached_at) AND attribute_not_exists(failure_until)";
	return {
		ConditionExpression: `${free} OR attribute_not_exists(lease_until) AND ${unchanged}`,
		ExpressionAttributeValues: values,
	};
}
