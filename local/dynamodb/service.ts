import { join } from "node:path";
import { jsonFault } from "../core/jsonProtocol.ts";
import type { AwsService } from "../core/service.ts";
import { serveTables } from "./dynamodb.ts";
import { openStore } from "./tableStore.ts";

const backups = { notImitated: { backups: "*" } };

export const dynamodb: AwsService = {
	name: "dynamodb",
	types: {
		"backup.Plan": backups,
		"backup.Selection": backups,
		"backup.Vault": backups,
		"dynamodb.Table": {
			irrelevant: "billingMode serverSideEncryption",
			notImitated: {
				backups: "deletionProtectionEnabled pointInTimeRecovery",
			},
		},
	},
	// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
	faults: {
		throttle: jsonFault(
			"com.amazon.coral.availability#ThrottlingException",
			"Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.",
			400,
		),
		error: jsonFault(
			"com.amazonaws.dynamodb.v20120810#InternalServerError",
			"Internal server error",
			500,
		),
	},
	async open(folder) {
		const store = await openStore(folder && join(folder, "dynamodb"));
		return {
			async start({ declarations }) {
				return { api: await serveTables(store, declarations) };
			},
			close: () => store.close(),
		};
	},
};
