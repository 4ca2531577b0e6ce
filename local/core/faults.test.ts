import { request, type Server } from "node:http";
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
	GetParameterCommand,
	InternalServerError,
	SSMClient,
	ThrottlingException as SsmThrottlingException,
} from "@aws-sdk/client-ssm";
import {
	GoogleGenerativeAI,
	GoogleGenerativeAIFetchError,
} from "@google/generative-ai";
import { expect } from "chai";
import { geminiAt, geminiStandIn } from "../../stand-ins/gemini.ts";
import {
	type ClientOptions,
	errorOf,
	withEndpoint,
} from "../../tests/support/awsEndpoint.ts";
import { question } from "../../tests/support/functionHarness.ts";
import { startOptions } from "../../tests/support/stacks.ts";
import { start } from "../cli/start.ts";
import { type Chance, type Fault, readFault, withFaults } from "./faults.ts";
import { listen, listener, response, type Service } from "./http.ts";
import { UsageError } from "./usageError.ts";

const always = (service: string, kind: string) =>
	readFault(`${service}:${kind}=1`);

/** Serves a service over HTTP while something runs. */
async function withServer<T>(
	service: Service,
	run: (url: string, server: Server) => Promise<T>,
): Promise<T> {
	const { server, url } = await listen(listener(service));
	try {
		return await run(url, server);
	} finally {
		server.close();
		server.closeAllConnections();
	}
}

/** A call of each service of AWS. */
const calls = {
	dynamodb: (options: ClientOptions) =>
		new DynamoDBClient(options).send(
			new GetItemCommand({ TableName: "x", Key: { cache_key: { S: "k" } } }),
		),
	s3: (options: ClientOptions) =>
		new S3Client(options).send(new GetObjectCommand({ Bucket: "x", Key: "k" })),
	ssm: (options: ClientOptions) =>
		new SSMClient(options).send(new GetParameterCommand({ Name: "x" })),
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
		it(`of ${service}, ${kind}, is the SDK's ${name}`, async () => {
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
		it(`of ${service}, reset, ends the connection without an answer`, async () => {
			const faults = [always(service, "reset")];
			const error = await withEndpoint({ faults }, ({ operator }) =>
				errorOf(call(operator)),
			);
			expect(error).to.include({ code: "ECONNRESET" });
		});

	it("hits no other service", async () => {
		const faults = [always("s3", "throttle")];
		const error = await withEndpoint({ faults }, ({ operator }) =>
			errorOf(calls.ssm(operator)),
		);
		expect(error.name).to.equal("ParameterNotFound");
	});

	it("that is slow is answered after three seconds, if somebody still waits", async () => {
		const pauses: { seconds: number; end: () => void }[] = [];
		let paused = () => {};
		const worked: string[] = [];
		const service = withFaults(
			"ssm",
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
		// Work that nobody waits for would come after what was done since.
		expect(worked).to.deep.equal(["/patient"]);
	});

	/** What becomes of calls, by the draws of chance. */
	async function outcomes(faults: Fault[], draws: number[]) {
		const left = [...draws];
		const chance: Chance = {
			random: () => left.shift() ?? 1,
			pause: async () => {},
		};
		const worked = async () => response(200, {}, "worked");
		const service = withFaults("s3", faults, worked, chance);
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

	it("hits its share of the calls", async () => {
		const faults = [readFault("s3:throttle=0.2")];
		expect(await outcomes(faults, [0, 0.199, 0.2, 0.9])).to.deep.equal([
			503, 503, 200, 200,
		]);
		expect(await outcomes([readFault("s3:throttle=0")], [0])).to.deep.equal([
			200,
		]);
	});

	it("is drawn for itself when there are several", async () => {
		const faults = ["s3:throttle=0.5", "ssm:error=1", "s3:error=0.5"];
		expect(
			await outcomes(faults.map(readFault), [0.1, 0.9, 0.1, 0.9, 0.9]),
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
		it(`is not read from ${JSON.stringify(text)}`, () => {
			expect(() => readFault(text)).to.throw(
				UsageError,
				`--fault ${text} is not SERVICE:KIND=RATE, as dynamodb:throttle=0.2; SERVICE is one of dynamodb, gemini, s3, ssm, secretsmanager, KIND of throttle, error, slow, reset, RATE from 0 to 1`,
			);
		});
});

describe("A fault of Gemini", () => {
	/** A question to Gemini at this service, through its SDK. */
	const ask = (service: Service) =>
		withServer(service, async (baseUrl) => {
			const model = new GoogleGenerativeAI("key").getGenerativeModel(
				{ model: "gemini-test" },
				{ baseUrl },
			);
			return (await model.generateContent("Why?\nA fact")).response.text();
		});
	const hit = (kind: string) =>
		errorOf(
			ask(withFaults("gemini", [always("gemini", kind)], geminiStandIn)),
		) as Promise<GoogleGenerativeAIFetchError>;

	it("throttles with the delay to wait", async () => {
		const error = await hit("throttle");
		expect(error).to.be.instanceOf(GoogleGenerativeAIFetchError);
		expect(error.status).to.equal(429);
		expect(error.errorDetails).to.deep.equal([
			{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1s" },
		]);
	});

	it("is an overloaded model, or a lost connection", async () => {
		expect(await hit("error")).to.include({ status: 503 });
		expect((await hit("reset")).message).to.contain("fetch failed");
	});

	it("can come before Gemini itself, which answers the other calls", async () => {
		const seen: string[] = [];
		const itself: Service = (request) => {
			seen.push(request.headers["x-goog-api-key"]?.[0] ?? "");
			return geminiStandIn(request);
		};
		const address = await withServer(itself, async (url) => {
			expect(await ask(geminiAt(url))).to.contain("A fact");
			return url;
		});
		expect(seen).to.deep.equal(["key"]);
		const error = await errorOf(ask(geminiAt(address)));
		expect(error.message).to.contain("fetch failed");
	});
});

describe("Faults of the whole system", () => {
	it("reach the function: without the table no question is answered", async () => {
		const running = await start({
			...startOptions,
			faults: [always("dynamodb", "error")],
		});
		try {
			const response = await fetch(`${running.url}/api/reasoning`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify(question),
			});
			expect(response.status).to.equal(503);
		} finally {
			await running.stop();
		}
	});
});
