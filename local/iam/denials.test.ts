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
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { Declarations } from "../evaluate/declarations.ts";
import {
	type Endpoint,
	errorOf,
	startEndpoint,
	withEndpoint,
} from "../tests/awsEndpoint.ts";
import { stateOf } from "../tests/declare.ts";
import { declarationsWith } from "../tests/policies.ts";
import { Policies, reportDenials } from "./iam.ts";

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

	it("is refused with AWS's message, and printed once with the statement that would allow it", async () => {
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

		// The printed statement allows the call.
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

	it("names a missing resource by the ARN that it would have", async () => {
		const error = await errorOf(
			new SSMClient(endpoint.asFunction).send(
				new GetParametersCommand({ Names: ["/app/none"] }),
			),
		);
		expect(error.message).to.contain(
			"ssm:GetParameters on resource: arn:aws:ssm:us-east-1:123456789012:parameter/app/none because",
		);
	});

	it("is not printed when S3 only chooses between 403 and 404", async () => {
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
			`User: ${user()} is not authorized to perform: s3:ListBucket on resource: arn:aws:s3:::${bucket} because no identity-based policy allows the s3:ListBucket action`,
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
			.refusal({ action, resource: "arn:aws:s3:::data/x" });
		expect(lines).to.deep.equal([
			'Denied: cloudfront.amazonaws.com may not s3:GetObject on arn:aws:s3:::data/x. This statement would allow it: {"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::data/x"}',
		]);
	});
});
