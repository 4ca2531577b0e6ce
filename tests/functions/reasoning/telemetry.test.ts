import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { Harness } from "../../support/functionHarness.ts";
import { geminiFails, retryInfo } from "../../support/geminiServer.ts";
import { question } from "../../support/questions.ts";

type Line = Record<string, unknown>;

describe("The function", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	const request = (outcome: string) =>
		harness.logged((line) => line.outcome === outcome);
	const metric = (name: string) => harness.logged((line) => name in line);
	const place = `${question.lat} ${question.lon} ${question.date}`;

	it("logs one line for each request, with its steps and their times", async () => {
		await harness.ask();
		const line = await request("answered");
		expect(line).to.include({
			level: "INFO",
			message: "request",
			service: "dev-reasoning",
			request_id: "00000000-0000-4000-8000-000000000000",
			cache_key: cacheKey(question),
			place,
			status: 200,
			model: "gemini-3.5-flash-lite",
			tokens_in: 321,
			tokens_out: 123,
		});
		expect(line.milliseconds).to.have.all.keys(
			"cache",
			"lease",
			"published",
			"parameters",
			"secret",
			"model",
			"save",
			"total",
		);
		await harness.ask();
		const hit = await request("cached");
		expect(hit).to.include({ status: 200, place });
		expect(hit.milliseconds).to.have.all.keys("cache", "total");
		expect(
			harness.log.filter(({ message }) => message === "request"),
		).to.have.length(2);
	});

	it("logs the cause of a failure, and keeps it out of the response", async () => {
		harness.faults = (service) =>
			service === "dynamodb"
				? {
						status: 400,
						headers: { "content-type": ["application/x-amz-json-1.0"] },
						body: Buffer.from(
							'{"__type":"ResourceNotFoundException","message":"no such table"}',
						),
					}
				: undefined;
		const { body } = await harness.ask();
		expect(JSON.stringify(body)).not.to.match(/table|dynamo|aws/i);
		expect(await request("unavailable")).to.include({ status: 503 });
		const line = await harness.logged(({ level }) => level === "ERROR");
		expect(line).to.include({
			message: "request failed",
			outcome: "unavailable",
			service: "dev-reasoning",
			request_id: "00000000-0000-4000-8000-000000000000",
		});
		expect(line.error).to.include({
			name: "ResourceNotFoundException",
			message: "no such table",
		});
	});

	it("logs a used up quota as a warning", async () => {
		harness.gemini.answers = [geminiFails(429, retryInfo("61s"))];
		const { status } = await harness.ask();
		expect(status).to.equal(429);
		const line = await harness.logged(({ level }) => level === "WARN");
		expect(line).to.deep.include({
			message: "request failed",
			outcome: "too_many_requests",
		});
		expect(line.error).to.have.property("message").that.includes("quota");
	});

	it("counts hits, misses and model calls in the embedded metric format", async () => {
		await harness.ask();
		const miss = await metric("CacheMiss");
		expect(miss).to.include({
			CacheMiss: 1,
			ModelCalls: 1,
			service: "dev-reasoning",
		});
		expect(miss.ModelLatency).to.be.a("number");
		expect(miss._aws).to.have.nested.property(
			"CloudWatchMetrics[0].Namespace",
			"CO2AnomalyMap",
		);
		await harness.ask();
		expect(await metric("CacheHit")).to.include({ CacheHit: 1 });
	});

	it("counts failures of the model by reason, and responses with 5xx", async () => {
		harness.gemini.answers = [geminiFails(400)];
		await harness.ask();
		expect(await metric("ModelErrors")).to.include({
			ModelErrors: 1,
			reason: "rejected",
		});
		expect(await metric("ServerErrors")).to.include({ ServerErrors: 1 });
	});

	it("counts no server error while another request calls the model", async () => {
		await harness.put({
			cache_key: { S: cacheKey(question) },
			lease_owner: { S: "another" },
			lease_until: { N: String(harness.clock.now() + 30_000) },
		});
		const { status } = await harness.ask();
		expect(status).to.equal(503);
		expect(await metric("InProgress")).to.include({
			InProgress: 1,
			level: "INFO",
		});
		expect(
			harness.log.filter(
				(one: Line) => "ServerErrors" in one || one.level === "ERROR",
			),
		).to.deep.equal([]);
	});

	it("counts no server error when the request is wrong", async () => {
		await harness.ask("{");
		const line = await request("invalid_request");
		expect(line).to.include({ level: "INFO", status: 400 });
		expect(line).not.to.have.property("error");
		expect(
			harness.log.filter((one: Line) => "ServerErrors" in one),
		).to.deep.equal([]);
	});

	it("sends a subsegment for each call to a service when the request is sampled", async () => {
		harness.sampled = true;
		await harness.ask();
		const traces = await harness.traced(7);
		const calls = traces.map(({ name, namespace, aws }) => [
			name,
			namespace,
			(aws as { operation: string } | undefined)?.operation,
		]);
		expect(calls).to.have.deep.members([
			["DynamoDB", "aws", "GetItem"],
			["S3", "aws", "GetObject"],
			["DynamoDB", "aws", "PutItem"],
			["SSM", "aws", "GetParameters"],
			["SecretsManager", "aws", "GetSecretValue"],
			["generativelanguage.googleapis.com", "remote", undefined],
			["DynamoDB", "aws", "PutItem"],
		]);
		for (const trace of traces)
			expect(trace).to.include({
				trace_id: "1-67000000-000000000000000000000000",
				parent_id: "1111111111111111",
				type: "subsegment",
			});
		expect(await request("answered")).to.include({
			xray_trace_id: "1-67000000-000000000000000000000000",
		});
	});

	it("sends no subsegment when the request is not sampled", async () => {
		await harness.ask();
		expect(await request("answered")).not.to.have.property("xray_trace_id");
		harness.sampled = true;
		await harness.ask();
		expect(await harness.traced(1)).to.have.length(1);
	});
});
