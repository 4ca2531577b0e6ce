/** Expectations that several components share. */
import { expect } from "chai";
import type { Program } from "./program.ts";

/**
 * A resource was declared with these inputs, and perhaps with others. Objects
 * may have more keys than are named; lists are as long as the expected ones.
 */
export function expectInputs(
	program: Program,
	name: string,
	expected: Record<string, unknown>,
): void {
	const inputs = named(program.inputs(name), expected);
	expect(inputs, name).to.deep.equal(expected);
}

/** What of a value the expected one names. */
function named(actual: unknown, expected: unknown): unknown {
	if (Array.isArray(actual) && Array.isArray(expected))
		return actual.map((item, at) => named(item, expected[at]));
	if (!isObject(actual) || !isObject(expected)) return actual;
	return Object.fromEntries(
		Object.keys(expected).map((key) => [
			key,
			named(actual[key], expected[key]),
		]),
	);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Exactly these statements make up a resource's policy. */
export function expectStatements(
	program: Program,
	name: string,
	expected: Record<string, unknown>[],
	input = "policy",
): void {
	const policy = program.inputs(name)[input];
	const { Statement } =
		typeof policy === "string" ? JSON.parse(policy) : (policy as object);
	expect(Statement, name).to.deep.equal(expected);
}

/** What AWS adds to a resource, or its physical name. */
export function output(program: Program, name: string, key = "id"): string {
	return String(program.one(name).state[key]);
}

/** One AWS service, and nobody else, may take a role. */
export function expectTakenBy(
	program: Program,
	role: string,
	service: string,
): void {
	const allow = {
		Sid: "AllowAssumeRole",
		Effect: "Allow",
		Action: "sts:AssumeRole",
		Principal: { Service: service },
	};
	expectStatements(program, role, [allow], "assumeRolePolicy");
}

/** The only managed policy of a role that a service takes. */
export function expectServiceRole(
	program: Program,
	name: string,
	service: string,
	policyArn: string,
): void {
	expectTakenBy(program, name, service);
	const role = output(program, name, "name");
	expectInputs(program, `${name}-policy`, { role, policyArn });
}

/** The names of the resources that make a private bucket, which logs who asks it. */
export const bucketNames = (name: string) =>
	["", "-encryption", "-lifecycle", "-logging", "-ownership"]
		.concat("-public-access", "-versioning")
		.map((part) => name + part);

/** A bucket has the settings of a private one. */
export function expectPrivateBucket(program: Program, name: string): void {
	const bucket = output(program, name);
	expectInputs(program, `${name}-public-access`, {
		bucket,
		blockPublicAcls: true,
		blockPublicPolicy: true,
		ignorePublicAcls: true,
		restrictPublicBuckets: true,
	});
	expectInputs(program, `${name}-ownership`, {
		bucket,
		rule: { objectOwnership: "BucketOwnerEnforced" },
	});
	expectInputs(program, `${name}-versioning`, {
		bucket,
		versioningConfiguration: { status: "Enabled" },
	});
	expectInputs(program, `${name}-encryption`, {
		bucket,
		rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
	});
	if (name !== accessLogs)
		expectInputs(program, `${name}-logging`, {
			bucket,
			targetBucket: output(program, accessLogs),
			targetPrefix: `${name}/`,
		});
}

/** The bucket that the others log to. */
const accessLogs = "storage-access-logs";

/** A bucket's policy refuses plain HTTP. */
export function tlsOnly(program: Program, name: string) {
	const arn = output(program, name, "arn");
	return {
		Sid: "TlsOnly",
		Effect: "Deny",
		Principal: "*",
		Action: "s3:*",
		Resource: [arn, `${arn}/*`],
		Condition: { Bool: { "aws:SecureTransport": "false" } },
	};
}

/** Uploads that stopped half way are aborted in the whole bucket, and these rules are for the whole bucket, too. */
export function expectLifecycle(
	program: Program,
	bucket: string,
	...rules: Record<string, unknown>[]
): void {
	const abort = { abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } };
	expect(program.inputs(`${bucket}-lifecycle`)).to.deep.equal({
		bucket: output(program, bucket),
		rules: [{ id: "abort-incomplete-uploads", ...abort }, ...rules].map(
			(rule) => ({ status: "Enabled", filter: { prefix: "" }, ...rule }),
		),
	});
}

/** Only this stack's distribution reads a bucket, and only over TLS. */
export function expectReadByDistribution(
	program: Program,
	policy: string,
	bucketName: string,
): void {
	const bucket = output(program, bucketName);
	const arn = `arn:aws:s3:::${bucket}`;
	const distribution = output(program, "frontend-distribution", "arn");
	expectInputs(program, policy, { bucket });
	expectStatements(program, policy, [
		{
			Sid: "ReadByDistribution",
			Effect: "Allow",
			Principal: { Service: "cloudfront.amazonaws.com" },
			Action: "s3:GetObject",
			Resource: `${arn}/*`,
			Condition: { StringEquals: { "AWS:SourceArn": distribution } },
		},
		{
			Sid: "TlsOnly",
			Effect: "Deny",
			Principal: "*",
			Action: "s3:*",
			Resource: [arn, `${arn}/*`],
			Condition: { Bool: { "aws:SecureTransport": "false" } },
		},
	]);
}

/** A firewall logs what it blocks and nothing else, and never the key. */
export function expectBlockedLogged(
	program: Program,
	firewall: string,
	logGroup: Record<string, unknown>,
): void {
	expectInputs(program, `${firewall}-log-group`, {
		...logGroup,
		retentionInDays: 14,
	});
	expectInputs(program, `${firewall}-log`, {
		resourceArn: output(program, firewall, "arn"),
		logDestinationConfigs: [output(program, `${firewall}-log-group`, "arn")],
		redactedFields: [{ singleHeader: { name: "x-api-key" } }],
		loggingFilter: {
			defaultBehavior: "DROP",
			filters: [
				{
					behavior: "KEEP",
					conditions: [{ actionCondition: { action: "BLOCK" } }],
				},
			],
		},
	});
}
