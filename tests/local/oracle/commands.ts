/** Commands to the table, and what they return. */
import {
	type AttributeValue,
	DeleteItemCommand,
	type DeleteItemCommandInput,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	type PutItemCommandInput,
	ScanCommand,
	type ScanCommandInput,
	UpdateItemCommand,
	type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

export type Item = Record<string, AttributeValue>;
export type Cases = [title: string, steps: Step[]][];

export type Step = [
	call: (client: DynamoDBClient) => Promise<unknown>,
	gives: unknown,
];

/** The name is known once the table exists; commands are made when they are sent. */
export const table = { name: "" };
export const key = { cache_key: { S: "k" } };
export const N = (number: string | number) => ({ N: String(number) });
export const S = (text: string) => ({ S: text });

export const put =
	(item: Item, more: Partial<PutItemCommandInput> = {}) =>
	(client: DynamoDBClient) =>
		client.send(
			new PutItemCommand({
				TableName: table.name,
				Item: { ...key, ...item },
				...more,
			}),
		);
export const get =
	(more = {}) =>
	(client: DynamoDBClient) =>
		client.send(
			new GetItemCommand({
				TableName: table.name,
				Key: key,
				ConsistentRead: true,
				...more,
			}),
		);
export const update =
	(more: Partial<UpdateItemCommandInput>) => (client: DynamoDBClient) =>
		client.send(
			new UpdateItemCommand({ TableName: table.name, Key: key, ...more }),
		);
export const remove =
	(more: Partial<DeleteItemCommandInput>) => (client: DynamoDBClient) =>
		client.send(
			new DeleteItemCommand({ TableName: table.name, Key: key, ...more }),
		);
export const scan =
	(more: Partial<ScanCommandInput>) => (client: DynamoDBClient) =>
		client.send(new ScanCommand({ TableName: table.name, ...more }));
/** A put under a condition. */
export const putIf = (
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

export const done = {};
export const failed = "ConditionalCheckFailedException";
export const invalid = "ValidationException";
export const is = (item: Item) => ({ Item: { ...key, ...item } });
export const free =
	"attribute_not_exists(cache_key) OR lease_until < :now OR (attribute_not_exists(lease_until) AND cached_at = :seen)";
export const at = (now: number, seen = "A") => ({
	":now": N(now),
	":seen": S(seen),
});
export const when = (
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

export function units(CapacityUnits: number) {
	return { ConsumedCapacity: { CapacityUnits } };
}

/** The output of a call, or the name of its error. */
export async function outcome(call: Promise<unknown>): Promise<unknown> {
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
