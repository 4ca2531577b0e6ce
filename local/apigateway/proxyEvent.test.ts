import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import type { State } from "../tests/declare.ts";
import { declareMethod } from "../tests/fixtureApi.ts";
import { atStage, Stage } from "../tests/stage.ts";

describe("The event of a proxy integration", () => {
	let stage: Stage;
	before(async () => {
		stage = await Stage.start();
	});
	after(() => stage.stop());

	it("has API Gateway's form", async () => {
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
				stage: "prod",
				requestId: context.requestId,
				identity: { sourceIp: "127.0.0.1" },
			},
			body: null,
			isBase64Encoded: false,
		});
	});

	it("has all values of a repeated header, and the last value", async () => {
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

	it("has the decoded query, with all values and the last value", async () => {
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

	it("has the body as text", async () => {
		const { body, isBase64Encoded } = (await stage.post("größer €")).json;
		expect({ body, isBase64Encoded }).to.deep.equal({
			body: "größer €",
			isBase64Encoded: false,
		});
	});

	it("has the declared path and its parameters", async () => {
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
});
