import { request } from "node:http";
import {
	DynamoDBClient,
	InternalServerError as DynamoDbInternalServerError,
	GetItemCommand,
	ThrottlingException,
} from "@aws-sdk/client-dynamodb";
import {
	GetObjectCommand,
	S3Client,
	S3ServiceException,
} from "@aws-sdk/client-s3";
import {
	GetSecretValueCommand,
	InternalServiceError,
	SecretsManagerClient,
	SecretsManagerServiceException,
} from "@aws-sdk/client-secrets-manager";
import {
	GetParametersCommand,
	InternalServerError,
	SSMClient,
	ThrottlingException as SsmThrottlingException,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { faulty } from "../cli/start.ts";
import { s3 } from "../s3/service.ts";
import { ssm } from "../ssm/service.ts";
import {
	type ClientOptions,
	errorOf,
	withEndpoint,
} from "../tests/awsEndpoint.ts";
import { withServer } from "../tests/server.ts";
import { type Chance, type Fault, readFault, withFaults } from "./faults.ts";
import { response, type Service } from "./http.ts";
import { UsageError } from "./usageError.ts";

const names = faulty([]);
const read = (text: string) => readFault(text, names);
const always = (service: string, kind: string) => read(`${service}:${kind}=1`);

/** A call of each service of AWS. */
const calls = {
	dynamodb: (options: ClientOptions) =>
		new DynamoDBClient(options).send(
			new GetItemCommand({ TableName: "x", Key: { id: { S: "k" } } }),
		),
	s3: (options: ClientOptions) =>
		new S3Client(options).send(new GetObjectCommand({ Bucket: "x", Key: "k" })),
	ssm: (options: ClientOptions) =>
		new SSMClient(options).send(new GetParametersCommand({ Names: ["x"] })),
	secretsmanager: (options: ClientOptions) =>
		new SecretsManagerClient(options).send(
			new GetSecretValueCommand({ SecretId: "x" }),
		),
};

describe("A fault", () => {
	for (const [service, kind, type, name, status] of [
		["dynamodb", "throttle", ThrottlingException, "ThrottlingException", 400],
		[
			"dynamodb",
			"error",
			DynamoDbInternalServerError,
			"InternalServerError",
			500,
		],
		["s3", "throttle", S3ServiceException, "SlowDown", 503],
		["s3", "error", S3ServiceException, "InternalError", 500],
		["ssm", "throttle", SsmThrottlingException, "ThrottlingException", 400],
		["ssm", "error", InternalServerError, "InternalServerError", 500],
		[
			"secretsmanager",
			"throttle",
			SecretsManagerServiceException,
			"ThrottlingException",
			400,
		],
		[
			"secretsmanager",
			"error",
			InternalServiceError,
			"InternalServiceError",
			500,
		],
	] as const)
		it(`of ${service}, ${kind}, becomes ${name} in the SDK`, async () => {
			const faults = [always(service, kind)];
			const error = await withEndpoint({ faults }, ({ operator }) =>
				errorOf(calls[service](operator)),
			);
			expect(error).to.be.instanceOf(type);
			expect(error.name).to.equal(name);
			expect(error.message).to.match(/\w/);
			expect(error).to.have.nested.property("$metadata.httpStatusCode", status);
		});

	for (const [service, call] of Object.entries(calls))
		it(`of ${service}, reset, resets the connection`, async () => {
			const faults = [always(service, "reset")];
			const error = await withEndpoint({ faults }, ({ operator }) =>
				errorOf(call(operator)),
			);
			expect(error).to.include({ code: "ECONNRESET" });
		});

	it("does not affect other services", async () => {
		const faults = [always("s3", "throttle")];
		const error = await withEndpoint({ faults }, ({ operator }) =>
			errorOf(calls.secretsmanager(operator)),
		);
		expect(error.name).to.equal("ResourceNotFoundException");
	});

	it("that is slow delays the call by three seconds, if the client still waits", async () => {
		const pauses: { seconds: number; end: () => void }[] = [];
		let paused = () => {};
		const worked: string[] = [];
		const service = withFaults(
			ssm,
			[always("ssm", "slow")],
			async ({ path }) => {
				worked.push(path);
				return response(200, {}, "late");
			},
			{
				random: Math.random,
				pause: (seconds) =>
					new Promise<void>((end) => {
						pauses.push({ seconds, end });
						paused();
					}),
			},
		);
		const ends: Promise<unknown>[] = [];
		const serve: Service = (request) => {
			const end = service(request);
			ends.push(end.catch(() => {}));
			return end;
		};
		await withServer(serve, async (url, server) => {
			const nextPause = () =>
				new Promise<void>((resolve) => {
					paused = resolve;
				});

			let pausing = nextPause();
			const patient = fetch(`${url}/patient`);
			await pausing;
			expect(worked).to.deep.equal([]);
			pauses[0]?.end();
			expect(await (await patient).text()).to.equal("late");

			pausing = nextPause();
			const gone = new Promise((resolve) =>
				server.once("connection", (socket) => socket.once("close", resolve)),
			);
			const impatient = request(`${url}/impatient`, { agent: false });
			impatient.on("error", () => {}).end();
			await pausing;
			impatient.destroy();
			await gone;
			pauses[1]?.end();
			await ends[1];
		});
		expect(pauses.map(({ seconds }) => seconds)).to.deep.equal([3, 3]);
		// Work for an absent client would come after the work since.
		expect(worked).to.deep.equal(["/patient"]);
	});

	/** The outcomes of calls, by the random numbers. */
	async function outcomes(faults: Fault[], draws: number[]) {
		const left = [...draws];
		const chance: Chance = {
			random: () => left.shift() ?? 1,
			pause: async () => {},
		};
		const worked = async () => response(200, {}, "worked");
		const service = withFaults(s3, faults, worked, chance);
		const request = {
			method: "GET",
			path: "/",
			query: "",
			headers: {},
			body: Buffer.alloc(0),
			sourceIp: "",
		};
		const statuses: number[] = [];
		while (left.length > 0) statuses.push((await service(request)).status);
		return statuses;
	}

	it("affects its share of the calls", async () => {
		const faults = [read("s3:throttle=0.2")];
		expect(await outcomes(faults, [0, 0.199, 0.2, 0.9])).to.deep.equal([
			503, 503, 200, 200,
		]);
		expect(await outcomes([read("s3:throttle=0")], [0])).to.deep.equal([200]);
	});

	it("is independent of other faults", async () => {
		const faults = ["s3:throttle=0.5", "ssm:error=1", "s3:error=0.5"];
		expect(
			await outcomes(faults.map(read), [0.1, 0.9, 0.1, 0.9, 0.9]),
		).to.deep.equal([503, 500, 200]);
	});

	for (const text of [
		"dynamodb",
		"dynamodb:throttle",
		"dynamodb:throttle=",
		"dynamodb:throttle=1.1",
		"dynamodb:throttle=-0.1",
		"dynamodb:throttle=half",
		"dynamodb:throttle=0.1.2",
		"dynamodb:throtle=0.2",
		"dynamo:throttle=0.2",
		"toString:throttle=0.2",
		"",
	])
		it(`cannot be ${JSON.stringify(text)}`, () => {
			expect(() => read(text)).to.throw(
				UsageError,
				`--fault ${text} is not SERVICE:KIND=RATE, as dynamodb:throttle=0.2; SERVICE is one of dynamodb, s3, secretsmanager, ssm, KIND of throttle, error, slow, reset, RATE from 0 to 1`,
			);
		});
});
