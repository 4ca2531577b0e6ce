import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import {
	bucketNames,
	expectInputs,
	expectLifecycle,
	expectPrivateBucket,
	expectServiceRole,
	expectStatements,
	output,
	tlsOnly,
} from "../support/expectations.ts";
import { largeMonth } from "../support/largeMonth.ts";
import { account, program } from "../support/program.ts";

const months = ["202407", "202410", "202501"];

describe("Storage", () => {
	it("declares the table with its backups, and the data bucket with its months", async () => {
		const backup = ["backups", "backup-plan", "backup-role"].concat(
			"backup-role-policy",
			"backup-selection",
			"restore-role",
			"restore-role-policy",
		);
		const files = months.flatMap((month) =>
			["", ".gz", ".br"].map((suffix) => `anomalies${month}.geojson${suffix}`),
		);
		expect((await program()).children("storage")).to.deep.equal(
			[
				...["cache", ...backup].map((name) => `storage-${name}`),
				...bucketNames("storage-data"),
				...bucketNames("storage-access-logs").filter(
					(name) => name !== "storage-access-logs-logging",
				),
				"storage-access-logs-policy",
				...["index.geojson", ...files].map((file) => `storage-${file}`),
			].sort(),
		);
	});

	it("lets only S3 write access logs of this account's buckets, and retains them like other logs", async () => {
		const dev = await program();
		expectPrivateBucket(dev, "storage-access-logs");
		expectStatements(dev, "storage-access-logs-policy", [
			{
				Sid: "WriteByS3",
				Effect: "Allow",
				Principal: { Service: "logging.s3.amazonaws.com" },
				Action: "s3:PutObject",
				Resource: `${output(dev, "storage-access-logs", "arn")}/*`,
				Condition: { StringEquals: { "aws:SourceAccount": account } },
			},
			tlsOnly(dev, "storage-access-logs"),
		]);
		expectLifecycle(dev, "storage-access-logs", {
			id: "expired-logs",
			expiration: { days: 14 },
			noncurrentVersionExpiration: { noncurrentDays: 1 },
		});
	});

	it("declares an on-demand, encrypted table with point-in-time recovery and TTL", async () => {
		expectInputs(await program(), "storage-cache", {
			name: "dev-CO2ReasoningCache",
			billingMode: "PAY_PER_REQUEST",
			hashKey: "cache_key",
			attributes: [{ name: "cache_key", type: "S" }],
			ttl: { attributeName: "ttl", enabled: true },
			pointInTimeRecovery: { enabled: true },
			serverSideEncryption: { enabled: true },
		});
	});

	for (const [stack, isProtected] of [
		["prod", true],
		["dev", false],
	] as const)
		it(`${isProtected ? "protects" : "does not protect"} the data of ${stack} from deletion`, async () => {
			const declared = await program(stack);
			expectInputs(declared, "storage-cache", {
				deletionProtectionEnabled: isProtected,
			});
			const { options } = declared.one("storage-cache");
			expect(options.protect).to.equal(isProtected);
			for (const name of ["storage-data", "storage-backups"])
				expectInputs(declared, name, { forceDestroy: !isProtected });
		});

	it("sets the configured ceilings of the table's throughput", async () => {
		const dev = await program("dev", {
			apiRateLimit: "1",
			apiBurstLimit: "1",
			tableMaxReadUnits: "9",
			tableMaxWriteUnits: "8",
		});
		expectInputs(dev, "storage-cache", {
			onDemandThroughput: { maxReadRequestUnits: 9, maxWriteRequestUnits: 8 },
		});
	});

	it("has ceilings for all that the stage admits: each request reads twice, tries a lease, and may write an answer of 4 KB", async () => {
		for (const stack of ["dev", "prod"]) {
			const declared = await program(stack);
			const { onDemandThroughput } = declared.inputs("storage-cache") as {
				onDemandThroughput: Record<string, number>;
			};
			const { settings } = declared.inputs("api-method-settings") as {
				settings: { throttlingRateLimit: number; throttlingBurstLimit: number };
			};
			const { throttlingRateLimit: rate, throttlingBurstLimit: burst } =
				settings;
			expect(onDemandThroughput.maxReadRequestUnits).to.be.at.least(
				(rate + burst) * (0.5 + 0.5),
			);
			expect(onDemandThroughput.maxWriteRequestUnits).to.be.at.least(
				rate + burst + rate * 5,
			);
		}
	});

	it("backs the table up on the first day of each month, for a year", async () => {
		const prod = await program("prod");
		expectInputs(prod, "storage-backup-plan", {
			rules: [
				{
					targetVaultName: output(prod, "storage-backups", "name"),
					schedule: "cron(0 5 1 * ? *)",
					lifecycle: { deleteAfter: 365 },
				},
			],
		});
		expectInputs(prod, "storage-backup-selection", {
			planId: output(prod, "storage-backup-plan"),
			iamRoleArn: output(prod, "storage-backup-role", "arn"),
			resources: [output(prod, "storage-cache", "arn")],
		});
		expectServiceRole(
			prod,
			"storage-backup-role",
			"backup.amazonaws.com",
			"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
		);
		expectServiceRole(
			prod,
			"storage-restore-role",
			"backup.amazonaws.com",
			"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
		);
	});

	it("keeps the data bucket private, versioned and encrypted", async () => {
		expectPrivateBucket(await program(), "storage-data");
	});

	it("moves months to Standard-IA after 90 days, old versions to Intelligent-Tiering, and nothing to an archive", async () => {
		expectLifecycle(
			await program(),
			"storage-data",
			{
				id: "current-months",
				transitions: [{ days: 90, storageClass: "STANDARD_IA" }],
			},
			{
				id: "old-versions",
				noncurrentVersionTransitions: [
					{ noncurrentDays: 30, storageClass: "INTELLIGENT_TIERING" },
				],
				noncurrentVersionExpiration: { noncurrentDays: 365 },
			},
		);
	});

	const geojson = {
		contentType: "application/geo+json",
		cacheControl: "public, max-age=3600, s-maxage=86400",
	};

	it("publishes each month as it is and compressed, with its content type", async () => {
		const dev = await program();
		for (const [suffix, contentEncoding, decode] of [
			["", undefined, (bytes: Buffer) => bytes],
			[".gz", "gzip", gunzipSync],
			[".br", "br", brotliDecompressSync],
		] as const)
			for (const month of months) {
				const file = `anomalies${month}.geojson`;
				const name = `storage-${file}${suffix}`;
				expectInputs(dev, name, {
					bucket: output(dev, "storage-data"),
					key: `${file}${suffix}`,
					contentEncoding,
					...geojson,
				});
				const { path } = dev.inputs(name).source as { path: string };
				expect(decode(readFileSync(path))).to.deep.equal(
					readFileSync(`site/data/${file}`),
				);
			}
	});

	it("publishes the compact form of a large month like the month", async () => {
		const folder = mkdtempSync(join(tmpdir(), "large-month-"));
		try {
			writeFileSync(
				join(folder, "anomalies202407.geojson"),
				JSON.stringify(largeMonth("202407")),
			);
			const dev = await program("dev", { dataDir: folder });
			const file = "anomalies202407.columns";
			for (const [suffix, contentEncoding] of [
				["", undefined],
				[".gz", "gzip"],
				[".br", "br"],
			] as const)
				expectInputs(dev, `storage-${file}${suffix}`, {
					bucket: output(dev, "storage-data"),
					key: `${file}${suffix}`,
					contentEncoding,
					contentType: "application/octet-stream",
					cacheControl: geojson.cacheControl,
				});
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("publishes an index with a feature for each month", async () => {
		const dev = await program();
		expectInputs(dev, "storage-index.geojson", {
			bucket: output(dev, "storage-data"),
			key: "index.geojson",
			...geojson,
		});
		const { content } = dev.inputs("storage-index.geojson");
		const { type, features } = JSON.parse(String(content));
		expect(type).to.equal("FeatureCollection");
		expect(
			features.map((feature: { properties: { month: string } }) => [
				feature.properties.month,
			]),
		).to.deep.equal(months.map((month) => [month]));
	});

	it("declares no months when they are uploaded", async () => {
		const dev = await program("dev", { dataDir: "" });
		const objects = dev.ofType("aws:s3/bucketObjectv2:BucketObjectv2");
		const data = output(dev, "storage-data", "bucket");
		expect(objects).not.to.have.length(0);
		expect(objects.filter(({ inputs }) => inputs.bucket === data)).to.eql([]);
	});
});
