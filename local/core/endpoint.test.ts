import {
	GetSecretValueCommand,
	ResourceNotFoundException,
	SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { type Endpoint, errorOf, startEndpoint } from "../tests/awsEndpoint.ts";
import { stateOf } from "../tests/declare.ts";

describe("The services of AWS", () => {
	let endpoint: Endpoint;
	let secretArn: string;
	before(async () => {
		endpoint = await startEndpoint();
		const { declarations } = endpoint;
		secretArn = String(stateOf(declarations, "secret").arn);
	});
	after(() => endpoint.stop());

	describe("Secrets Manager", () => {
		let client: SecretsManagerClient;
		before(() => {
			client = new SecretsManagerClient(endpoint.operator);
		});

		it("returns a secret by its ARN, with a version of its own", async () => {
			const secret = await client.send(
				new GetSecretValueCommand({ SecretId: secretArn }),
			);
			expect(secret).to.include({
				ARN: secretArn,
				SecretString: '{"KEY":"test-key"}',
			});
			expect(secret.VersionId).to.match(/^[0-9a-f]{32}$/);
		});

		it("reports an unknown secret", async () => {
			const command = new GetSecretValueCommand({ SecretId: "other" });
			expect(await errorOf(client.send(command))).to.be.instanceOf(
				ResourceNotFoundException,
			);
		});
	});

	describe("Parameter Store", () => {
		let client: SSMClient;
		before(() => {
			client = new SSMClient(endpoint.operator);
		});

		it("returns parameters by name, and names missing ones", async () => {
			const { Parameters, InvalidParameters } = await client.send(
				new GetParametersCommand({ Names: ["/app/environment", "/none"] }),
			);
			expect(Parameters?.map(({ Value }) => Value)).to.deep.equal(["dev"]);
			expect(InvalidParameters).to.deep.equal(["/none"]);
		});
	});

	describe("The address of the services", () => {
		const ask = async (path: string, init: RequestInit = {}) => {
			const response = await fetch(
				`${endpoint.operator.endpoint}${path}`,
				init,
			);
			return { status: response.status, text: await response.text() };
		};
		const signed = (service: string) => ({
			authorization: `AWS4-HMAC-SHA256 Credential=key/20240101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
		});

		for (const [what, path, init, status, type] of [
			["no signature", "/", {}, 400, "MissingAuthenticationTokenException"],
			[
				"a service that is not served",
				"/",
				{ headers: signed("sqs") },
				400,
				"UnknownOperationException",
			],
			[
				"an operation of no service",
				"/",
				{
					method: "POST",
					headers: { ...signed("ssm"), "x-amz-target": "AmazonSSM.toString" },
					body: "{}",
				},
				400,
				"UnknownOperationException",
			],
			[
				"a body that is no JSON",
				"/",
				{
					method: "POST",
					headers: {
						...signed("ssm"),
						"x-amz-target": "AmazonSSM.GetParameters",
					},
					body: "{",
				},
				400,
				"SerializationException",
			],
			[
				"a body that is no object",
				"/",
				{
					method: "POST",
					headers: {
						...signed("dynamodb"),
						"x-amz-target": "DynamoDB_20120810.GetItem",
					},
					body: "null",
				},
				400,
				"SerializationException",
			],
			[
				"an attribute that is null",
				"/",
				{
					method: "POST",
					headers: {
						...signed("dynamodb"),
						"x-amz-target": "DynamoDB_20120810.GetItem",
					},
					body: '{"TableName":"dev-table","Key":{"id":null}}',
				},
				400,
				"SerializationException",
			],
			[
				"a key that is badly encoded",
				"/bucket/%E0%A4%A",
				{ headers: signed("s3") },
				400,
				"InvalidURI",
			],
			[
				"a subresource that is not served",
				"/bucket/key?tagging",
				{ headers: signed("s3") },
				501,
				"NotImplemented",
			],
		] as const)
			it(`refuses ${what}`, async () => {
				const answer = await ask(path, init);
				expect(answer.status).to.equal(status);
				expect(answer.text).to.contain(type);
			});
	});
});
