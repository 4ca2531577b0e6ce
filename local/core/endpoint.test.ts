import {
	CopyObjectCommand,
	GetObjectCommand,
	HeadBucketCommand,
	HeadObjectCommand,
	ListObjectsV2Command,
	NoSuchBucket,
	NoSuchKey,
	S3Client,
} from "@aws-sdk/client-s3";
import {
	GetSecretValueCommand,
	ResourceNotFoundException,
	SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import {
	GetParameterCommand,
	GetParametersCommand,
	ParameterNotFound,
	SSMClient,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { type Endpoint, errorOf, startEndpoint } from "../tests/awsEndpoint.ts";
import { declare, stateOf } from "../tests/declare.ts";

describe("The services of AWS", () => {
	let endpoint: Endpoint;
	let secretArn: string;
	let Bucket: string;
	before(async () => {
		endpoint = await startEndpoint({
			declared: (declarations) => {
				const { bucket } = stateOf(declarations, "bucket");
				const object = (key: string, content: string) =>
					declare(declarations, "s3.BucketObjectv2", key, {
						bucket,
						key,
						content,
						contentType: "text/plain",
					});
				object("old/a & b <c>.txt", "0123456789");
				object("old/b.txt", "b");
				object("older/c/d.txt", "d");
			},
		});
		const { declarations } = endpoint;
		secretArn = String(stateOf(declarations, "secret").arn);
		Bucket = String(stateOf(declarations, "bucket").bucket);
	});
	after(() => endpoint.stop());

	describe("Secrets Manager", () => {
		let client: SecretsManagerClient;
		before(() => {
			client = new SecretsManagerClient(endpoint.operator);
		});

		it("gives a secret by ARN and by name", async () => {
			for (const SecretId of [secretArn, "dev/key"]) {
				const secret = await client.send(
					new GetSecretValueCommand({ SecretId }),
				);
				expect(secret).to.include({
					ARN: secretArn,
					Name: "dev/key",
					SecretString: '{"KEY":"test-key"}',
				});
				expect(secret.VersionStages).to.deep.equal(["AWSCURRENT"]);
			}
		});

		it("has no other secret", async () => {
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

		it("gives parameters by name, and names those that there are not", async () => {
			const { Parameter } = await client.send(
				new GetParameterCommand({ Name: "/app/days" }),
			);
			expect(Parameter).to.include({ Value: "90", Type: "String", Version: 1 });
			const { Parameters, InvalidParameters } = await client.send(
				new GetParametersCommand({ Names: ["/app/environment", "/none"] }),
			);
			expect(Parameters?.map(({ Value }) => Value)).to.deep.equal(["dev"]);
			expect(InvalidParameters).to.deep.equal(["/none"]);
			expect(
				await errorOf(client.send(new GetParameterCommand({ Name: "/none" }))),
			).to.be.instanceOf(ParameterNotFound);
		});
	});

	describe("S3", () => {
		let client: S3Client;
		before(() => {
			client = new S3Client(endpoint.operator);
		});
		const Key = "old/a & b <c>.txt";
		const read = async (more = {}) => {
			const object = await client.send(
				new GetObjectCommand({ Bucket, Key, ...more }),
			);
			return { ...object, text: await object.Body?.transformToString() };
		};

		it("gives an object, its head, and nothing when it is unchanged", async () => {
			const object = await read();
			expect(object.text).to.equal("0123456789");
			expect(object.ContentType).to.equal("text/plain");
			const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
			expect(head).to.include({ ContentLength: 10, ETag: object.ETag });
			const error = await errorOf(read({ IfNoneMatch: object.ETag }));
			expect(error).to.have.nested.property("$metadata.httpStatusCode", 304);
		});

		it("gives the part of an object that is asked for", async () => {
			for (const [range, text, ContentRange] of [
				["bytes=0-3", "0123", "bytes 0-3/10"],
				["bytes=7-", "789", "bytes 7-9/10"],
				["bytes=-2", "89", "bytes 8-9/10"],
				["bytes=0-99", "0123456789", "bytes 0-9/10"],
				["bytes=0-1,4-5", "0123456789", undefined],
				["lines=0-1", "0123456789", undefined],
			] as const) {
				const object = await read({ Range: range });
				expect([object.text, object.ContentRange], range).to.deep.equal([
					text,
					ContentRange,
				]);
			}
			const error = await errorOf(read({ Range: "bytes=10-" }));
			expect(error.name).to.equal("InvalidRange");
		});

		it("lists what is in a bucket, by prefix and delimiter", async () => {
			await client.send(new HeadBucketCommand({ Bucket }));

			const list = async (input = {}) => {
				const command = new ListObjectsV2Command({ Bucket, ...input });
				const found = await client.send(command);
				expect(found.IsTruncated).to.equal(false);
				const { Contents = [], CommonPrefixes = [], KeyCount } = found;
				expect(KeyCount).to.equal(Contents.length + CommonPrefixes.length);
				return {
					keys: Contents.map((one) => one.Key),
					prefixes: CommonPrefixes.map((one) => one.Prefix),
					first: Contents[0],
				};
			};
			const { keys } = await list();
			expect(keys).to.include.members([Key, "index.html", "older/c/d.txt"]);
			const under = await list({ Prefix: "old/", EncodingType: undefined });
			expect(under.keys).to.deep.equal([Key, "old/b.txt"]);
			expect(under.first).to.include({ Size: 10, ETag: (await read()).ETag });
			const folders = await list({ Prefix: "old", Delimiter: "/" });
			expect(folders).to.deep.include({
				keys: [],
				prefixes: ["old/", "older/"],
			});
		});

		it("says what there is not, and what it does not serve", async () => {
			const get = (input: { Bucket: string; Key: string }) =>
				errorOf(client.send(new GetObjectCommand(input)));
			expect(await get({ Bucket, Key: "none" })).to.be.instanceOf(NoSuchKey);
			expect(await get({ Bucket: "none", Key })).to.be.instanceOf(NoSuchBucket);
			const copy = new CopyObjectCommand({
				Bucket,
				Key,
				CopySource: `${Bucket}/old/b.txt`,
			});
			expect(await errorOf(client.send(copy))).to.include({
				name: "NotImplemented",
				message:
					"This machine serves GetObject, HeadObject, PutObject in one piece, DeleteObject and lists.",
			});
			expect((await read()).text).to.equal("0123456789");
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
