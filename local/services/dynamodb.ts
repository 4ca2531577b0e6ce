/** The declared tables, in an embedded store that speaks DynamoDB's protocol. */
import { EventEmitter } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { dynamodb } from "@pulumi/aws";
import dynalite from "dynalite";
import { header, type Request, type Response, response } from "../http.ts";
import type { Declarations, StateOf } from "../program/declarations.ts";
import type { Caller } from "./iam.ts";
import { authorize, type Operations, serveJson } from "./jsonProtocol.ts";

type Table = StateOf<dynamodb.Table>;

export interface DynamoDb {
	serve(request: Request, caller: Caller): Promise<Response>;
	close(): Promise<void>;
}

/**
 * Opens the store and makes the declared tables that it does not hold.
 * @param path folder of the store; in memory when undefined
 */
export async function openDynamoDb(
	declarations: Declarations,
	path: string | undefined,
): Promise<DynamoDb> {
	const tables = declarations.all<dynamodb.Table>("aws:dynamodb/table:Table");
	const store = dynalite({ createTableMs: 0, ...(path && { path }) });
	for (const table of tables) await createTable(store, table);
	const described = descriptions(tables);
	return {
		async serve(request, caller) {
			const operation = header(request, "x-amz-target")?.split(".")[1] ?? "";
			if (operation in described) return serveJson(described, request, caller);
			// The store knows no callers: who may not is answered before it is asked.
			const gate = { [operation]: permission(operation, tables) };
			const verdict = serveJson(gate, request, caller);
			return verdict.status === 200 ? ask(store, request) : verdict;
		},
		async close() {
			// The store closes with its server, and a server that never listened does not close.
			await new Promise<void>((resolve) =>
				store.listen(0, "127.0.0.1", resolve),
			);
			await new Promise((resolve) => store.close(resolve));
		},
	};
}

async function createTable(store: Server, table: Table): Promise<void> {
	const schema = {
		TableName: table.name,
		BillingMode: table.billingMode,
		AttributeDefinitions: table.attributes.map(({ name, type }) => ({
			AttributeName: name,
			AttributeType: type,
		})),
		KeySchema: [
			{ AttributeName: table.hashKey, KeyType: "HASH" },
			...(table.rangeKey
				? [{ AttributeName: table.rangeKey, KeyType: "RANGE" }]
				: []),
		],
	};
	const { status, body } = await ask(store, {
		method: "POST",
		path: "/",
		query: "",
		headers: {
			"content-type": ["application/x-amz-json-1.0"],
			"x-amz-target": ["DynamoDB_20120810.CreateTable"],
			"x-amz-date": ["20200101T000000Z"],
			authorization: [
				"AWS4-HMAC-SHA256 Credential=local, SignedHeaders=local, Signature=local",
			],
		},
		body: Buffer.from(JSON.stringify(schema)),
		sourceIp: "",
	});
	const kept = body.includes("ResourceInUseException");
	if (status !== 200 && !kept)
		throw new Error(`the table store refused ${table.name}: ${body}`);
}

/** Hands a request to the store's own listener, without a connection in between. */
function ask(store: Server, request: Request): Promise<Response> {
	const [listener] = store.listeners("request");
	const message = Object.assign(new EventEmitter(), {
		method: request.method,
		url: `${request.path}?${request.query}`,
		headers: Object.fromEntries(
			Object.entries(request.headers).map(([name, values]) => [
				name,
				values.join(", "),
			]),
		),
	});
	return new Promise((resolve) => {
		const headers: Record<string, string> = {};
		const reply = {
			statusCode: 200,
			setHeader: (name: string, value: unknown) => {
				headers[name] = String(value);
			},
			end: (body = "") => resolve(response(reply.statusCode, headers, body)),
		};
		listener?.(
			message as unknown as IncomingMessage,
			reply as unknown as ServerResponse,
		);
		message.emit("data", request.body);
		message.emit("end");
	});
}

/** Refuses the operation to those whom the policies do not allow it on its tables. */
function permission(operation: string, tables: Table[]): Operations[string] {
	return ({ TableName, RequestItems }, caller) => {
		const names = TableName ? [TableName] : Object.keys(RequestItems ?? {});
		for (const name of names.length > 0 ? names : ["*"])
			authorize(caller, `dynamodb:${operation}`, arnOf(name, tables));
	};
}

function arnOf(name: unknown, tables: Table[]): string {
	return tables.find((table) => table.name === name)?.arn ?? String(name);
}

/** What the store does not know of its tables, and the declaration does. */
function descriptions(tables: Table[]): Operations {
	const find = (operation: string, name: unknown, caller: Caller) => {
		authorize(caller, `dynamodb:${operation}`, arnOf(name, tables));
		return tables.find((table) => table.name === name);
	};
	return {
		DescribeTimeToLive({ TableName }, caller) {
			const ttl = find("DescribeTimeToLive", TableName, caller)?.ttl;
			return {
				TimeToLiveDescription: {
					TimeToLiveStatus: ttl?.enabled ? "ENABLED" : "DISABLED",
					AttributeName: ttl?.attributeName,
				},
			};
		},
		DescribeContinuousBackups({ TableName }, caller) {
			const table = find("DescribeContinuousBackups", TableName, caller);
			const status = table?.pointInTimeRecovery.enabled
				? "ENABLED"
				: "DISABLED";
			return {
				ContinuousBackupsDescription: {
					ContinuousBackupsStatus: "ENABLED",
					PointInTimeRecoveryDescription: {
						PointInTimeRecoveryStatus: status,
					},
				},
			};
		},
	};
}
