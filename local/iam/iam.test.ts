import {
	DeleteItemCommand,
	DynamoDBClient,
	GetItemCommand,
} from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
	GetSecretValueCommand,
	SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { accessKeyOf, type Call, type Caller } from "../core/caller.ts";
import { UsageError } from "../core/usageError.ts";
import { Declarations } from "../evaluate/declarations.ts";
import {
	type Endpoint,
	errorOf,
	startEndpoint,
	withEndpoint,
} from "../tests/awsEndpoint.ts";
import { stateOf } from "../tests/declare.ts";
import { Policies, reportDenials } from "./iam.ts";

const declared = (type: string, name: string, state: object) => ({
	urn: `urn:${name}`,
	type,
	name,
	id: name,
	state: { name, ...state },
});

/** A role with these statements, and a bucket with those. */
function declarationsWith(role: object[], bucket: object[] = []) {
	const arn = "arn:aws:iam::123456789012:role/reader";
	return new Declarations([
		declared("aws:iam/role:Role", "reader", { arn, assumeRolePolicy: trust }),
		declared("aws:iam/rolePolicy:RolePolicy", "reading", {
			role: "reader",
			policy: JSON.stringify({ Version: "2012-10-17", Statement: role }),
		}),
		declared("aws:s3/bucketPolicy:BucketPolicy", "data-policy", {
			bucket: "data",
			policy: { Version: "2012-10-17", Statement: bucket },
		}),
		declared("aws:lambda/function:Function", "reasoning", { role: arn }),
	]);
}

const trust = {
	Statement: {
		Effect: "Allow",
		Principal: { Service: "lambda.amazonaws.com" },
		Action: "sts:AssumeRole",
	},
};

const role = (...statements: object[]) =>
	new Policies(declarationsWith(statements)).role("reader");

const calls = (caller: Caller, ...texts: string[]) =>
	texts.map((text) => {
		const [action = "", resource = ""] = text.split(" ");
		return caller.may({ action, resource });
	});

describe("A role", () => {
	const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

	it("may what a statement allows, and nothing else", () => {
		const caller = role({
			Effect: "Allow",
			Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
			Resource: "arn:table/cache",
		});
		expect(
			calls(
				caller,
				"dynamodb:GetItem arn:table/cache",
				"dynamodb:PutItem arn:table/cache",
				"DynamoDB:getitem arn:table/cache",
				"dynamodb:DeleteItem arn:table/cache",
				"dynamodb:GetItem arn:table/cache2",
				"dynamodb:GetItem arn:table/CACHE",
				"dynamodb:GetItems arn:table/cache",
			),
		).to.deep.equal([true, true, true, false, false, false, false]);
	});

	it("may nothing without a statement", () => {
		expect(calls(role(), "s3:GetObject arn:x")).to.deep.equal([false]);
	});

	it("may not what one statement denies, whatever others allow", () => {
		const deny = {
			Effect: "Deny",
			Action: "s3:*",
			Resource: "arn:aws:s3:::data/secret*",
		};
		for (const statements of [
			[allow, deny],
			[deny, allow],
		])
			expect(
				calls(
					role(...statements),
					"s3:GetObject arn:aws:s3:::data/open",
					"s3:GetObject arn:aws:s3:::data/secret/x",
				),
			).to.deep.equal([true, false]);
	});

	it("may by wildcards: * is any text, ? one character, and nothing else is special", () => {
		const caller = role({
			Effect: "Allow",
			Action: ["dynamodb:Get*", "ssm:*"],
			Resource: ["arn:table/dev-?", "arn:a.b/anomalies*.geojson", "arn:(+)[1]"],
		});
		expect(
			calls(
				caller,
				"dynamodb:GetItem arn:table/dev-1",
				"ssm:PutParameter arn:table/dev-1",
				"dynamodb:GetItem arn:table/dev-",
				"dynamodb:GetItem arn:table/dev-12",
				"dynamodb:BatchGetItem arn:table/dev-1",
				"ssm:X arn:a.b/anomalies2024/07.geojson",
				"ssm:X arn:acb/anomalies.geojson",
				"ssm:X arn:a.b/anomalies.geojson.gz",
				"ssm:X arn:(+)[1]",
			),
		).to.deep.equal([
			true,
			true,
			false,
			false,
			false,
			true,
			false,
			false,
			true,
		]);
	});

	it("may what all its policies say together", () => {
		const declarations = declarationsWith([allow]);
		declarations.resources.push(
			declared("aws:iam/rolePolicy:RolePolicy", "more", {
				role: "reader",
				policy: {
					Statement: { Effect: "Allow", Action: "ssm:*", Resource: "*" },
				},
			}),
		);
		const caller = new Policies(declarations).role("reader");
		expect(calls(caller, "s3:GetObject x", "ssm:X x")).to.deep.equal([
			true,
			true,
		]);
	});

	it("is bound by its policy when it has none left", () => {
		const declarations = declarationsWith([]);
		declarations.resources.splice(1, 1);
		const caller = new Policies(declarations).signer(accessKeyOf("reader"));
		expect(calls(caller, "s3:GetObject x")).to.deep.equal([false]);
	});

	it("may by conditions, which hold for no call that lacks their key", () => {
		const context = {
			"aws:sourcearn": "arn:aws:x:1",
			"aws:sourceaccount": "1",
		};
		const holds = (Condition: object, given: Call["context"] = context) =>
			role({ ...allow, Condition }).may({
				action: "s3:GetObject",
				resource: "x",
				...(given && { context: given }),
			});
		const key = "AWS:SourceArn";
		expect(holds({ StringEquals: { [key]: "arn:aws:x:1" } })).to.equal(true);
		expect(holds({ StringEquals: { [key]: "arn:aws:x:*" } })).to.equal(false);
		expect(holds({ StringEquals: { [key]: ["a", "arn:aws:x:1"] } })).to.equal(
			true,
		);
		expect(holds({ StringLike: { [key]: "arn:aws:x:*" } })).to.equal(true);
		expect(holds({ ArnLike: { [key]: "arn:aws:y:*" } })).to.equal(false);
		expect(holds({ StringEquals: { [key]: "arn:aws:x:1" } }, {})).to.equal(
			false,
		);
		expect(holds({ StringLike: { [key]: "*" } }, {})).to.equal(false);
		expect(holds({ Bool: { "aws:SecureTransport": true } })).to.equal(true);
		expect(holds({ Bool: { "aws:SecureTransport": "false" } })).to.equal(false);
		// All operators and all keys of them.
		const account = (value: string) => ({
			ArnLike: { [key]: "arn:*" },
			StringEquals: { "aws:SourceAccount": value },
		});
		expect(holds(account("1"))).to.equal(true);
		expect(holds(account("2"))).to.equal(false);
	});

	it("is denied by a bucket's policy, and allowed by one", () => {
		const bucket = [
			{
				Effect: "Deny",
				Principal: "*",
				Action: "s3:GetObject",
				Resource: "arn:aws:s3:::data/locked",
			},
			{
				Effect: "Allow",
				Principal: { AWS: "arn:aws:iam::123456789012:role/reader" },
				Action: "s3:PutObject",
				Resource: "arn:aws:s3:::data/*",
			},
			{
				Effect: "Allow",
				Principal: { AWS: "arn:aws:iam::123456789012:role/other" },
				Action: "s3:DeleteObject",
				Resource: "arn:aws:s3:::data/*",
			},
		];
		const policies = new Policies(declarationsWith([allow], bucket));
		expect(
			calls(
				policies.role("reader"),
				"s3:GetObject arn:aws:s3:::data/open",
				"s3:GetObject arn:aws:s3:::data/locked",
				"s3:PutObject arn:aws:s3:::data/x",
				"s3:DeleteObject arn:aws:s3:::data/x",
			),
		).to.deep.equal([true, false, true, false]);
	});
});

describe("A service of AWS", () => {
	it("may what a bucket's policy says to it, and to everyone", () => {
		const statement = (Effect: string, Principal: unknown, more: object) => ({
			Effect,
			Principal,
			Action: "s3:GetObject",
			Resource: "arn:aws:s3:::data/*",
			...more,
		});
		const cloudfront = { Service: "cloudfront.amazonaws.com" };
		const policies = new Policies(
			declarationsWith(
				[],
				[
					statement("Allow", cloudfront, {
						Condition: {
							StringEquals: { "AWS:SourceArn": "arn:distribution" },
						},
					}),
					statement("Deny", "*", {
						Condition: { Bool: { "aws:SecureTransport": "false" } },
					}),
				],
			),
		);
		const may = (service: string, context: Record<string, string>) =>
			policies.serviceAt("data", service).may({
				action: "s3:GetObject",
				resource: "arn:aws:s3:::data/x",
				context,
			});
		const ours = { "aws:sourcearn": "arn:distribution" };
		expect(may("cloudfront.amazonaws.com", ours)).to.equal(true);
		expect(may("logging.amazonaws.com", ours)).to.equal(false);
		expect(
			may("cloudfront.amazonaws.com", { "aws:sourcearn": "arn:other" }),
		).to.equal(false);
		expect(
			may("cloudfront.amazonaws.com", {
				...ours,
				"aws:securetransport": "false",
			}),
		).to.equal(false);
	});
});

describe("A policy that is not evaluated here", () => {
	const statement = { Effect: "Allow", Action: "s3:*", Resource: "*" };
	for (const [what, changed, message] of [
		[
			"an unknown condition",
			{ Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } },
			"reading has the condition IpAddress, which this machine does not evaluate; take one of StringEquals, StringLike, ArnEquals, ArnLike, Bool, or teach it in local/iam/policy.ts",
		],
		[
			"an unknown condition key",
			{ Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } },
			"reading has the condition key aws:sourcevpc, which this machine does not evaluate; take one of aws:securetransport, aws:sourceaccount, aws:sourcearn, or teach it in local/iam/policy.ts",
		],
		[
			"NotAction",
			{ NotAction: "s3:GetObject" },
			"reading has the element NotAction, which this machine does not evaluate; take one of Sid, Effect, Principal, Action, Resource, Condition, or teach it in local/iam/policy.ts",
		],
	] as const)
		it(`is refused for ${what}`, () => {
			expect(() => role({ ...statement, ...changed })).to.throw(
				UsageError,
				message,
			);
		});
});

describe("A denied call", () => {
	let endpoint: Endpoint;
	const printed: string[] = [];
	const user = () => {
		const state = stateOf(endpoint.declarations, "role");
		return `arn:aws:sts::123456789012:assumed-role/${state.name}/local`;
	};
	before(async () => {
		endpoint = await startEndpoint({
			onDecision: reportDenials((line) => printed.push(line)),
			declared: (declarations) => {
				const state = stateOf(declarations, "policy");
				const policy = state.policy as { Statement: object[] };
				policy.Statement = policy.Statement.filter(
					(one) => !JSON.stringify(one).includes("s3:ListBucket"),
				);
				policy.Statement.push({
					Sid: "NoSecrets",
					Effect: "Deny",
					Action: "secretsmanager:*",
					Resource: "*",
				});
			},
		});
	});
	beforeEach(() => printed.splice(0));
	after(() => endpoint.stop());

	it("is refused in AWS's words, and told once with the statement that would allow it", async () => {
		const client = new DynamoDBClient(endpoint.asFunction);
		const TableName = endpoint.table;
		const Key = { id: { S: "k" } };
		await client.send(new GetItemCommand({ TableName, Key }));
		expect(printed).to.deep.equal([]);

		const table = stateOf(endpoint.declarations, "table").arn;
		for (let i = 0; i < 2; i++) {
			const error = await errorOf(
				client.send(new DeleteItemCommand({ TableName, Key })),
			);
			expect(error.name).to.equal("AccessDeniedException");
			expect(error.message).to.equal(
				`User: ${user()} is not authorized to perform: dynamodb:DeleteItem on resource: ${table} because no identity-based policy allows the dynamodb:DeleteItem action`,
			);
		}
		expect(printed).to.have.length(1);
		const [line = ""] = printed;
		expect(line).to.match(/^Denied: .*\/local may not dynamodb:DeleteItem on /);
		const statement = JSON.parse(line.slice(line.indexOf("{")));
		expect(statement).to.deep.equal({
			Effect: "Allow",
			Action: "dynamodb:DeleteItem",
			Resource: table,
		});

		// It is as good as its word.
		const declared = (declarations: Declarations) => {
			const state = stateOf(declarations, "policy");
			(state.policy as { Statement: object[] }).Statement.push(statement);
		};
		await withEndpoint({ declared }, ({ asFunction }) =>
			new DynamoDBClient(asFunction).send(
				new DeleteItemCommand({ TableName, Key }),
			),
		);
	});

	it("shows the statement that denies it", async () => {
		const SecretId = stateOf(endpoint.declarations, "secret").arn as string;
		const error = await errorOf(
			new SecretsManagerClient(endpoint.asFunction).send(
				new GetSecretValueCommand({ SecretId }),
			),
		);
		expect(error.message).to.equal(
			`User: ${user()} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SecretId} with an explicit deny in an identity-based policy`,
		);
		expect(printed).to.deep.equal([
			`Denied: ${user()} may not secretsmanager:GetSecretValue on ${SecretId}. This statement denies it: {"Sid":"NoSecrets","Effect":"Deny","Action":"secretsmanager:*","Resource":"*"}`,
		]);
	});

	it("names what does not exist by the ARN that it would have", async () => {
		const error = await errorOf(
			new SSMClient(endpoint.asFunction).send(
				new GetParameterCommand({ Name: "/app/none" }),
			),
		);
		expect(error.message).to.contain(
			"ssm:GetParameter on resource: arn:aws:ssm:us-east-1:123456789012:parameter/app/none because",
		);
	});

	it("is none when S3 only asks itself whether to say 403 or 404", async () => {
		const { bucket } = stateOf(endpoint.declarations, "bucket");
		const get = (Key: string) =>
			errorOf(
				new S3Client(endpoint.asFunction).send(
					new GetObjectCommand({ Bucket: bucket as string, Key }),
				),
			);
		const missing = await get("data/none.json");
		expect(missing.name).to.equal("AccessDenied");
		expect(missing.message).to.equal(
			`User: ${user()} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${bucket}" because no identity-based policy allows the s3:ListBucket action`,
		);
		expect(printed).to.deep.equal([]);
		await get("index.geojson");
		expect(printed).to.have.length(1);
		expect(printed[0]).to.contain(
			`may not s3:GetObject on arn:aws:s3:::${bucket}/index.geojson`,
		);
	});

	it("of a service is allowed by a statement with a principal", async () => {
		const lines: string[] = [];
		const policies = new Policies(
			declarationsWith([]),
			reportDenials((line) => lines.push(line)),
		);
		const action = "s3:GetObject";
		policies
			.serviceAt("data", "cloudfront.amazonaws.com")
			.may({ action, resource: "arn:aws:s3:::data/x" });
		expect(lines).to.deep.equal([
			'Denied: cloudfront.amazonaws.com may not s3:GetObject on arn:aws:s3:::data/x. This statement would allow it: {"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::data/x"}',
		]);
	});
});
