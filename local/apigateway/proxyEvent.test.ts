import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { declare, type State, stateOf } from "../tests/declare.ts";
import { declareMethod } from "../tests/fixtureApi.ts";
import { type Answer, atStage, obey, Stage } from "../tests/stage.ts";

describe("The event of a proxy integration", () => {
	let stage: Stage;
	before(async () => {
		stage = await Stage.start();
	});
	after(() => stage.stop());

	it("is API Gateway's, in what a function may read", async () => {
		const event = await stage.event("/health", {
			headers: { accept: "text/html", "user-agent": "curl/8" },
		});
		const headers = event.headers as Record<string, string>;
		const context = event.requestContext as State;
		const root = headers["X-Amzn-Trace-Id"];
		expect(root).to.match(/^Root=1-[\da-f]{8}-[\da-f]{24}$/);
		expect(context.requestId).to.match(
			/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
		);
		const expectedHeaders = {
			accept: "text/html",
			"accept-encoding": "gzip, deflate",
			"accept-language": "*",
			host: new URL(stage.url).host,
			"sec-fetch-mode": "cors",
			"user-agent": "curl/8",
			"X-Amzn-Trace-Id": root,
			"X-Forwarded-For": "127.0.0.1",
			"X-Forwarded-Port": "443",
			"X-Forwarded-Proto": "https",
		};
		expect(event).to.deep.equal({
			resource: "/health",
			path: "/health",
			httpMethod: "GET",
			headers: expectedHeaders,
			multiValueHeaders: Object.fromEntries(
				Object.entries(expectedHeaders).map(([name, value]) => [name, [value]]),
			),
			queryStringParameters: null,
			multiValueQueryStringParameters: null,
			pathParameters: null,
			stageVariables: null,
			requestContext: {
				resourcePath: "/health",
				httpMethod: "GET",
				requestTime: "22/Nov/2026:14:02:11 +0000",
				path: "/prod/health",
				stage: "prod",
				requestTimeEpoch: stage.time,
				requestId: context.requestId,
				identity: { userAgent: "curl/8", sourceIp: "127.0.0.1" },
			},
			body: null,
			isBase64Encoded: false,
		});
	});

	it("has all values of a header that comes more than once, and the last", async () => {
		const sent = request(`${stage.url}/health`, {
			headers: {
				"X-Custom": ["one", "two"],
				"x-forwarded-for": "192.0.2.7",
				"x-forwarded-proto": "http",
				"x-amzn-trace-id": "Root=1-67000000-000000000000000000000001",
				te: "trailers",
			},
		});
		sent.end();
		const [reply] = await once(sent, "response");
		const { headers, multiValueHeaders } = JSON.parse(await text(reply));
		expect(multiValueHeaders["x-custom"]).to.deep.equal(["one", "two"]);
		expect(headers).to.include({
			"x-custom": "two",
			"X-Forwarded-For": "192.0.2.7, 127.0.0.1",
			"X-Forwarded-Proto": "https",
			"X-Amzn-Trace-Id": "Root=1-67000000-000000000000000000000001",
		});
		expect(headers).to.not.have.any.keys(
			"connection",
			"te",
			"x-forwarded-for",
			"x-forwarded-proto",
			"x-amzn-trace-id",
		);
	});

	it("has the query decoded as a form's, all values and the last", async () => {
		const event = await stage.event(
			"/health?a=1&a=2&b=x+y&c=%2B&d=%E2%82%AC&e&f=g%3Dh&=i",
		);
		expect(event.multiValueQueryStringParameters).to.deep.equal({
			a: ["1", "2"],
			b: ["x y"],
			c: ["+"],
			d: ["€"],
			e: [""],
			f: ["g=h"],
			"": ["i"],
		});
		expect(event.queryStringParameters).to.deep.include({ a: "2", b: "x y" });
	});

	it("has the body as text, whatever it is", async () => {
		const { body, isBase64Encoded } = (await stage.post("größer €")).json;
		expect({ body, isBase64Encoded }).to.deep.equal({
			body: "größer €",
			isBase64Encoded: false,
		});
	});

	it("goes by the declared paths: names before parameters", async () => {
		const change = (declarations: Declarations) => {
			declareMethod(declarations, "months/{month}/{day}", "GET", {});
			declareMethod(declarations, "months/{month}", "GET", {});
			declareMethod(declarations, "months/newest", "GET", {});
		};
		const expected: [string, string, State | null][] = [
			["/months/newest", "/months/newest", null],
			["/months/newest/", "/months/newest", null],
			["/months/202407", "/months/{month}", { month: "202407" }],
			["/months/a%20b", "/months/{month}", { month: "a%20b" }],
			[
				"/months/202407/3",
				"/months/{month}/{day}",
				{ month: "202407", day: "3" },
			],
		];
		await atStage({ change }, async (stage) => {
			for (const [path, resource, pathParameters] of expected) {
				const event = await stage.event(path);
				expect(event, path).to.deep.include({ path, resource, pathParameters });
			}
			for (const path of ["/months", "/months/1/2/3"])
				expect((await stage.send(path)).status, path).to.equal(404);
			expect((await stage.send("/health", { method: "PUT" })).status).to.equal(
				404,
			);
		});
		const all = (declarations: Declarations) =>
			declareMethod(declarations, "months/{proxy+}", "GET", {});
		const error = await Stage.start({ change: all }).catch((thrown) => thrown);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(/months\/\{proxy\+\}/);
	});

	it("goes with a trace: the request's own, or a new one if the stage is traced", async () => {
		const code =
			"exports.handler = async () => ({ body: process.env._X_AMZN_TRACE_ID });";
		const traceOf = async (
			change: (declarations: Declarations) => void,
			trace?: string,
		) =>
			atStage({ code, change }, async (stage) => {
				const answer = await stage.post("", {
					...(trace && { "x-amzn-trace-id": trace }),
				});
				expect(answer.headers.get("x-amzn-trace-id")).to.equal(answer.text);
				return answer.text;
			});
		const rate = (fixedRate: number) => (declarations: Declarations) =>
			Object.assign(stateOf(declarations, "sampling"), {
				fixedRate,
			});
		const id =
			/^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=[01]$/;
		expect(await traceOf(rate(1)))
			.to.match(id)
			.and.match(/Sampled=1/);
		expect(await traceOf(rate(0)))
			.to.match(id)
			.and.match(/Sampled=0/);
		const untraced = (declarations: Declarations) => {
			rate(1)(declarations);
			stateOf(declarations, "stage").xrayTracingEnabled = false;
		};
		expect(await traceOf(untraced)).to.match(/Sampled=0/);
		const root = "Root=1-67000000-000000000000000000000001";
		const whole = `${root};Parent=0000000000000001;Sampled=1`;
		expect(await traceOf(rate(0), whole)).to.equal(whole);
		expect(await traceOf(rate(1), root))
			.to.match(id)
			.and.match(new RegExp(`^${root};.*Sampled=1$`));
	});

	it("traces by the first rule that fits the path", async () => {
		const change = (declarations: Declarations) => {
			declare(declarations, "xray.SamplingRule", "no-health", {
				...stateOf(declarations, "sampling"),
				urlPath: "*/health",
				priority: 1,
				fixedRate: 0,
			});
		};
		const sampled = ({ headers }: Answer) =>
			headers.get("x-amzn-trace-id")?.slice(-1);
		await atStage({ change }, async (stage) => {
			expect(sampled(await stage.send("/health"))).to.equal("0");
			expect(sampled(await stage.post())).to.equal("1");
		});
	});
});

describe("The answer of a proxied function", () => {
	let stage: Stage;
	before(async () => {
		stage = await Stage.start({ invoke: obey });
	});
	after(() => stage.stop());

	/** What becomes of a result. */
	const answerTo = (result: unknown): Promise<Answer> =>
		stage.send("/health", { headers: { "x-result": JSON.stringify(result) } });

	it("has its status, headers and body, and API Gateway's own headers", async () => {
		const answer = await answerTo({
			statusCode: 418,
			headers: { "Content-Type": "text/plain", "X-One": "1", "X-True": true },
			body: "short and stout",
		});
		expect(answer.status).to.equal(418);
		expect(answer.text).to.equal("short and stout");
		expect(answer.headers.get("content-type")).to.equal("text/plain");
		expect(answer.headers.get("x-one")).to.equal("1");
		expect(answer.headers.get("x-true")).to.equal("true");
		expect(answer.headers.get("x-amzn-requestid")).to.match(/^[\da-f-]{36}$/);
		expect(answer.headers.get("x-amz-apigw-id")).to.match(/=$/);
		expect(answer.headers.get("x-amzn-trace-id")).to.match(/^Root=1-/);
	});

	it("may be nothing but an object: then it is 200, JSON, and empty", async () => {
		const answer = await answerTo({});
		expect(answer.status).to.equal(200);
		expect(answer.text).to.equal("");
		expect(answer.headers.get("content-type")).to.equal("application/json");
		expect((await answerTo({ statusCode: "201" })).status).to.equal(201);
		expect((await answerTo({ body: null })).text).to.equal("");
	});

	it("has many values of a header, in place of a single one", async () => {
		const { headers } = await answerTo({
			headers: { "Set-Cookie": "a=0", "x-other": "1" },
			multiValueHeaders: { "set-cookie": ["a=1", "b=2"] },
		});
		expect(headers.getSetCookie()).to.deep.equal(["a=1", "b=2"]);
		expect(headers.get("x-other")).to.equal("1");
	});

	it("cannot have the connection's headers", async () => {
		const { headers, text } = await answerTo({
			headers: { "Content-Length": "1", Date: "then", "X-Own": "1" },
			body: "body",
		});
		expect(text).to.equal("body");
		expect(headers.get("date")).to.not.equal("then");
		expect(headers.get("x-own")).to.equal("1");
	});

	for (const malformed of [
		null,
		"text",
		7,
		[],
		{ statusCode: 200, data: "more than it may have" },
		{ statusCode: "well" },
		{ statusCode: 200.5 },
		{ statusCode: 99 },
		{ statusCode: 600 },
		{ body: { not: "text" } },
		{ headers: { "x-number": 1 } },
		{ multiValueHeaders: { "x-null": [null] } },
	])
		it(`is 502 when it is malformed: ${JSON.stringify(malformed)}`, async () => {
			const { status, json } = await answerTo(malformed);
			expect(status).to.equal(502);
			expect(json.error).to.equal("internal");
		});
});
