import { join } from "node:path";
import { jsonFaults } from "../core/jsonProtocol.ts";
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
				"deletion of what has expired in the table": "ttl",
			},
		},
	},
	// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
	faults: jsonFaults(
		[
			"com.amazon.coral.availability#ThrottlingException",
			"Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.",
		],
		[
			"com.amazonaws.dynamodb.v20120810#InternalServerError",
			"Internal server error",
		],
	),
	async open(folder) {
		const store = await openStore(folder && join(folder, "dynamodb"));
		return {
			start: async ({ declarations }) => ({
				api: await serveTables(store, declarations),
			}),
			close: () => store.close(),
		};
	},
};
