import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnParts } from "../arn.ts";
import { dataLifecycle, privateBucket } from "../bucket.ts";
import type { Tags } from "../tags.ts";
import { createAccessLogs } from "./accessLogs.ts";
import { type Backups, backUpMonthly } from "./backup.ts";
import type { Month } from "./months.ts";
import { publishMonths } from "./publish.ts";
import { publishedPaths } from "./publishedFiles.ts";

export { publishedPaths };

export interface StorageArgs {
	/** The stack's name: in the table's name. */
	stack: string;
	/** The months to publish. If undefined, `npm run data` uploads them, and this program declares none. */
	months: Month[] | undefined;
	/** Maximum read request units per second of the table: a limit of its cost. */
	tableMaxReadUnits: number;
	/** Maximum write request units per second. */
	tableMaxWriteUnits: number;
	/** Days after which the buckets' access logs expire. */
	logRetentionDays: number;
	/** Whether table, backups, bucket and months are protected from deletion. */
	protectData: boolean;
	tags: Tags;
}

/** The table of the cached answers, and the bucket of the months. */
export class Storage extends pulumi.ComponentResource {
	readonly table: aws.dynamodb.Table;
	readonly dataBucket: aws.s3.Bucket;
	readonly backups: Backups;
	/** Name of the bucket for the access logs of the stack's buckets. */
	readonly accessLogBucket: pulumi.Output<string>;

	constructor(
		name: string,
		args: StorageArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Storage", name, {}, opts);
		const child = { parent: this };
		const { months, protectData, tags } = args;
		const forceDestroy = !protectData;
		this.table = createTable(name, args, child);
		this.backups = backUpMonthly(
			name,
			{ table: this.table, protectData, tags },
			child,
		);
		this.accessLogBucket = createAccessLogs(
			name,
			{ ...args, ...arnParts(this.table.arn) },
			child,
		);
		const { accessLogBucket } = this;
		this.dataBucket = privateBucket(
			`${name}-data`,
			{ forceDestroy, accessLogBucket, tags, lifecycleRules: dataLifecycle },
			{ ...child, protect: protectData },
		);
		if (months)
			publishMonths(name, this.dataBucket, months, {
				...child,
				// A wrong `dataDir` removes months from the index, but not from the bucket.
				retainOnDelete: protectData,
			});
		this.registerOutputs();
	}
}

function createTable(
	name: string,
	args: StorageArgs,
	opts: pulumi.CustomResourceOptions,
): aws.dynamodb.Table {
	const { stack, protectData, tags } = args;
	return new aws.dynamodb.Table(
		`${name}-cache`,
		{
			name: `${stack}-CO2ReasoningCache`,
			billingMode: "PAY_PER_REQUEST",
			onDemandThroughput: {
				maxReadRequestUnits: args.tableMaxReadUnits,
				maxWriteRequestUnits: args.tableMaxWriteUnits,
			},
			hashKey: "cache_key",
			attributes: [{ name: "cache_key", type: "S" }],
			ttl: { attributeName: "ttl", enabled: true },
			pointInTimeRecovery: { enabled: true },
			// Without a key, `enabled` means the AWS managed key alias/aws/dynamodb:
			// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
			serverSideEncryption: { enabled: true },
			deletionProtectionEnabled: protectData,
			tags,
		},
		{ ...opts, protect: protectData },
	);
}
