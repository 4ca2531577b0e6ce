/** Deletes what has expired, as late as DynamoDB does. */
import { isError, type TableStore } from "./tableStore.ts";

const hour = 3600;

/**
 * Seconds from the end of an item's life to its deletion: "typically within
 * two days". The end of that, so that whoever trusts the deletion is found out.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
const lateness = 48 * hour;

/**
 * What ended longer ago is never deleted.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
const tooOld = 5 * 365 * 24 * hour;

export interface ExpiringTable {
	name: string;
	/** Of the key. */
	keyNames: string[];
	/** Holds the end of an item's life, epoch seconds; what is no number is passed over. */
	ttlName: string;
}

type Item = Record<string, object>;

/**
 * @param now epoch milliseconds
 * @returns how many items were deleted
 */
export async function deleteExpired(
	store: TableStore,
	{ name, keyNames, ttlName }: ExpiringTable,
	now: number,
): Promise<number> {
	const seconds = Math.floor(now / 1000);
	let deleted = 0;
	let from: Item | undefined;
	do {
		const page = await store.call<{ Items: Item[]; LastEvaluatedKey?: Item }>(
			"Scan",
			{
				TableName: name,
				FilterExpression: "#ttl BETWEEN :oldest AND :latest",
				ExpressionAttributeNames: { "#ttl": ttlName },
				ExpressionAttributeValues: {
					":oldest": { N: String(seconds - tooOld) },
					":latest": { N: String(seconds - lateness) },
				},
				...(from && { ExclusiveStartKey: from }),
			},
		);
		for (const item of page.Items) {
			const key = Object.fromEntries(keyNames.map((one) => [one, item[one]]));
			if (await deleteUnchanged(store, name, key, ttlName, item[ttlName]))
				deleted++;
		}
		from = page.LastEvaluatedKey;
	} while (from);
	return deleted;
}

/** Lets an item be that got a new life since it was seen. */
async function deleteUnchanged(
	store: TableStore,
	name: string,
	key: object,
	ttlName: string,
	seen: object | undefined,
): Promise<boolean> {
	try {
		await store.call("DeleteItem", {
			TableName: name,
			Key: key,
			ConditionExpression: "#ttl = :seen",
			ExpressionAttributeNames: { "#ttl": ttlName },
			ExpressionAttributeValues: { ":seen": seen },
		});
		return true;
	} catch (error) {
		if (isError(error, "ConditionalCheckFailedException")) return false;
		throw error;
	}
}
