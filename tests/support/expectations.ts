/** Expectations that several components share. */
import { expect } from "chai";
import type { Program } from "./program.ts";

/**
 * Expects a resource to be declared with these inputs. The resource and its
 * objects may have further keys; lists must have the expected length.
 */
export function expectInputs(
	program: Program,
	name: string,
	expected: Record<string, unknown>,
): void {
	const inputs = named(program.inputs(name), expected);
	expect(inputs, name).to.deep.equal(expected);
}

/** The part of a value whose keys the expected value has. */
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

/** Expects a resource's policy to consist of exactly these statements. */
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

/** An output of a resource, such as its id, ARN or physical name. */
export function output(program: Program, name: string, key = "id"): string {
	return String(program.one(name).state[key]);
}

/** Expects that one AWS service, and no other principal, can assume a role. */
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

/** Expects a role that a service assumes to have one managed policy. */
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

/** The names of the resources of a private bucket with server access logs. */
export const bucketNames = (name: string) =>
	["", "-encryption", "-lifecycle", "-logging", "-ownership"]
		.concat("-public-access", "-versioning")
		.map((part) => name + part);

/** Expects the settings of a private bucket. */
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

/** The bucket that receives the access logs of the others. */
const accessLogs = "storage-access-logs";

/** The statement by which a bucket refuses plain HTTP. */
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
		tlsOnly(program, bucketName),
	]);
}

/** Expects a firewall to log only blocked requests, without the key. */
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
