import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import {
	bucketResources,
	expectInputs,
	expectPrivateBucket,
	output,
	trust,
} from "../support/expectations.ts";
import { account, program, region } from "../support/program.ts";

const months = ["202407", "202410", "202501"];

describe("Storage", () => {
	it("makes the table with its backups, and the data bucket with its months", async () => {
		const dev = await program();
		expect(dev.children("storage")).to.deep.equal({
			"storage-cache": "aws:dynamodb/table:Table",
			"storage-backups": "aws:backup/vault:Vault",
			"storage-backup-plan": "aws:backup/plan:Plan",
			"storage-backup-role": "aws:iam/role:Role",
			"storage-backup-role-policy":
				"aws:iam/rolePolicyAttachment:RolePolicyAttachment",
			"storage-backup-selection": "aws:backup/selection:Selection",
			...bucketResources("storage-data"),
			...Object.fromEntries(
				[...months.map((month) => `anomalies${month}`), "index"].map((file) => [
					`storage-${file}.geojson`,
					"aws:s3/bucketObjectv2:BucketObjectv2",
				]),
			),
		});
	});

	const table = (stack: string, deletionProtectionEnabled: boolean) => ({
		name: `${stack}-CO2ReasoningCache`,
		billingMode: "PAY_PER_REQUEST",
		onDemandThroughput: { maxReadRequestUnits: 500, maxWriteRequestUnits: 200 },
		hashKey: "cache_key",
		attributes: [{ name: "cache_key", type: "S" }],
		ttl: { attributeName: "ttl", enabled: true },
		pointInTimeRecovery: { enabled: true },
		serverSideEncryption: { enabled: true },
		deletionProtectionEnabled,
	});

	it("makes a table that dev can give up", async () => {
		const dev = await program();
		expectInputs(dev, "storage-cache", table("dev", false));
		expect(dev.one("storage-cache").options.protect).to.equal(false);
	});

	it("makes a table that neither DynamoDB nor Pulumi deletes in prod", async () => {
		const prod = await program("prod");
		expectInputs(prod, "storage-cache", table("prod", true));
		expect(prod.one("storage-cache").options.protect).to.equal(true);
	});

	it("puts the configured ceiling on the table's throughput", async () => {
		const dev = await program("dev", {
			tableMaxReadUnits: "7",
			tableMaxWriteUnits: "3",
		});
		expect(dev.inputs("storage-cache").onDemandThroughput).to.deep.equal({
			maxReadRequestUnits: 7,
			maxWriteRequestUnits: 3,
		});
	});

	it("backs the table up on the first of every month, for a year", async () => {
		const prod = await program("prod");
		expectInputs(prod, "storage-backups", { forceDestroy: false });
		expectInputs(prod, "storage-backup-plan", {
			rules: [
				{
					ruleName: "monthly",
					targetVaultName: output(prod, "storage-backups", "name"),
					schedule: "cron(0 5 1 * ? *)",
					lifecycle: { deleteAfter: 365 },
				},
			],
		});
		expectInputs(prod, "storage-backup-selection", {
			planId: output(prod, "storage-backup-plan"),
			iamRoleArn: output(prod, "storage-backup-role", "arn"),
			resources: [
				`arn:aws:dynamodb:${region}:${account}:table/prod-CO2ReasoningCache`,
			],
		});
		expectInputs(prod, "storage-backup-role", {
			description: "What AWS Backup reads the table as",
			assumeRolePolicy: trust("backup.amazonaws.com"),
		});
		expectInputs(prod, "storage-backup-role-policy", {
			role: output(prod, "storage-backup-role", "name"),
			policyArn:
				"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
		});
		const dev = await program();
		expectInputs(dev, "storage-backups", { forceDestroy: true });
	});

	it("keeps the data bucket private, versioned and encrypted", async () => {
		const dev = await program();
		expectPrivateBucket(dev, "storage-data");
		expectInputs(dev, "storage-data", { forceDestroy: true });
		expectInputs(await program("prod"), "storage-data", {
			forceDestroy: false,
		});
	});

	it("moves months to Standard-IA after 90 days, old versions to Intelligent-Tiering, and nothing to an archive", async () => {
		const dev = await program();
		const all = { status: "Enabled", filter: { prefix: "" } };
		expectInputs(dev, "storage-data-lifecycle", {
			bucket: output(dev, "storage-data"),
			rules: [
				{
					...all,
					id: "abort-incomplete-uploads",
					abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
				},
				{
					...all,
					id: "current-months",
					transitions: [{ days: 90, storageClass: "STANDARD_IA" }],
				},
				{
					...all,
					id: "old-versions",
					noncurrentVersionTransitions: [
						{ noncurrentDays: 30, storageClass: "INTELLIGENT_TIERING" },
					],
					noncurrentVersionExpiration: { noncurrentDays: 365 },
				},
			],
		});
		expect(
			dev.ofType(
				"aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
			),
		).to.deep.equal([]);
	});

	it("publishes the months compressed, as what they are", async () => {
		const dev = await program();
		for (const month of months) {
			const file = `anomalies${month}.geojson`;
			const { source, ...inputs } = dev.inputs(`storage-${file}`);
			expect(inputs).to.deep.equal({
				bucket: output(dev, "storage-data"),
				key: file,
				contentType: "application/geo+json",
				contentEncoding: "gzip",
				cacheControl: "public, max-age=3600, s-maxage=86400",
			});
			const { path } = source as { path: string };
			expect(gunzipSync(readFileSync(path)).toString()).to.equal(
				readFileSync(`site/data/${file}`, "utf8"),
			);
		}
	});

	it("publishes an index with a feature for each month", async () => {
		const dev = await program();
		const { content, ...inputs } = dev.inputs("storage-index.geojson");
		expect(inputs).to.deep.equal({
			bucket: output(dev, "storage-data"),
			key: "index.geojson",
			contentType: "application/geo+json",
			cacheControl: "public, max-age=3600, s-maxage=86400",
		});
		const { type, features } = JSON.parse(String(content));
		expect(type).to.equal("FeatureCollection");
		expect(
			features.map((feature: { properties: { month: string } }) => [
				feature.properties.month,
			]),
		).to.deep.equal(months.map((month) => [month]));
	});
});
