import { expect } from "chai";
import type { Sent } from "../tests/edge.ts";
import { edgeFunctions, invalid } from "../tests/edgeFunctions.ts";

describe("The event of an edge function", () => {
	const { withCode, withBody, failed, printed } = edgeFunctions();

	/** The request that a function with this body makes of one to `/api/x?…`. */
	async function sent(
		body: string,
		{ query = "", ...send }: Sent & { query?: string } = {},
	) {
		const edge = await withBody(`${body}; return request;`);
		const answer = await edge.send(`/api/x${query}`, send);
		expect(answer.status, printed.join()).to.equal(200);
		return edge.last;
	}

	describe("that it receives", () => {
		it("is the request, in CloudFront's form", async () => {
			const edge = await withCode(
				"function handler(event) { var request = event.request; request.headers.event = { value: JSON.stringify(event) }; return request; }",
			);
			await edge.send("/api/a%20b?x=1&y=%202&x=3&z", {
				method: "PUT",
				headers: {
					host: "map.example",
					accept: ["a", "b"],
					cookie: "c=1; d=2; c=3",
					"x-local-viewer-ip": "203.0.113.7",
				},
			});
			const [received = ""] = edge.last.headers.event ?? [];
			const { context, ...event } = JSON.parse(received);
			expect(context).to.deep.include({ eventType: "viewer-request" });
			expect(context.distributionId).to.match(/^E[0-9A-F]{13}$/);
			expect(context.distributionDomainName).to.match(
				/^d\w+\.cloudfront\.net$/,
			);
			expect(context.requestId).to.be.a("string");
			const { connection: _, ...headers } = event.request.headers;
			expect({
				...event,
				request: { ...event.request, headers },
			}).to.deep.equal({
				version: "1.0",
				viewer: { ip: "203.0.113.7" },
				request: {
					method: "PUT",
					uri: "/api/a%20b",
					headers: {
						host: { value: "map.example" },
						accept: {
							value: "a",
							multiValue: [{ value: "a" }, { value: "b" }],
						},
						"content-length": { value: "0" },
					},
				},
			});
		});

		it("lacks the headers that CloudFront hides, which go on unchanged", async () => {
			const headers = {
				"x-amzn-requestid": "1",
				"x-cache": "1",
				"proxy-authorization": "1",
				"x-edge-location": "1",
				"x-own": "1",
			};
			const edge = await withBody(
				"request.headers.seen = { value: Object.keys(request.headers).join() }; return request;",
			);
			await edge.send("/api/x", { headers });
			expect(edge.last.headers.seen).to.deep.equal(["x-own,host"]);
			expect(edge.last.headers["x-amzn-requestid"]).to.deep.equal(["1"]);
		});
	});

	describe("that it returns", () => {
		it("replaces the path and the headers of the request", async () => {
			const { path, headers } = await sent(
				`request.uri = "/other";
				request.headers.added = { value: "1" };
				request.headers.several = { value: "1", multiValue: [{ value: "1" }, { value: "2" }] };
				request.headers.kept.value = "changed";
				delete request.headers.gone;`,
				{ headers: { kept: "1", gone: "1" } },
			);
			expect(path).to.equal("/prod/other");
			expect(headers).to.deep.include({
				added: ["1"],
				several: ["1", "2"],
				kept: ["changed"],
			});
			expect(headers).not.to.have.property("gone");
		});

		it("keeps the behaviour of the path that was sent", async () => {
			const { domainName } = await sent('request.uri = "/a.json"');
			expect(domainName).to.match(/execute-api/);
		});

		it("keeps query and cookies as they were sent", async () => {
			const query = "?b=1&a&b=%202&c=";
			const cookie = "a=1; b=2";
			const { query: passed, headers } = await sent("", {
				query,
				headers: { cookie },
			});
			expect(passed).to.equal(query.slice(1));
			expect(headers.cookie).to.deep.equal([cookie]);
		});

		it("may come from an async function", async () => {
			const edge = await withCode(
				"async function handler(event) { await null; event.request.uri = '/async'; return event.request; }",
			);
			await edge.send("/api/x");
			expect(edge.last.path).to.equal("/prod/async");
		});
	});

	it("may be a response, which the origin is not asked for", async () => {
		const edge = await withBody(
			`return {
				statusCode: 302,
				statusDescription: "Found",
				headers: { location: { value: "/new" } },
				body: "hello",
			};`,
		);
		const answer = await edge.send("/api/x");
		expect(answer).to.deep.include({ status: 302, body: "hello" });
		expect(answer.headers).to.deep.include({
			location: "/new",
			"x-cache": "FunctionGeneratedResponse from cloudfront",
		});
		expect(edge.reached).to.have.length(0);
	});

	describe("is invalid", () => {
		for (const name of [
			"connection",
			"expect",
			"keep-alive",
			"proxy-authenticate",
			"proxy-authorization",
			"proxy-connection",
			"trailer",
			"upgrade",
			"x-accel-redirect",
			"x-amz-cf-id",
			"x-amzn-requestid",
			"x-cache",
			"x-edge-location",
			"x-forwarded-proto",
			"x-real-ip",
			"via",
			"transfer-encoding",
			"content-length",
			"cookie",
			"X-Upper",
			"no name",
		])
			it(`when it adds the header ${name}`, async () => {
				const edge = await withBody(
					`request.headers["${name}"] = { value: "1" }; return request;`,
				);
				expect(await failed(edge)).to.equal(invalid);
			});

		for (const [what, body] of [
			["changes the host", 'request.headers.host.value = "x"; return request;'],
			["removes the host", "delete request.headers.host; return request;"],
			["changes the method", 'request.method = "PUT"; return request;'],
			["returns a path without a slash", 'request.uri = "x"; return request;'],
			["returns a path with a space", 'request.uri = "/a b"; return request;'],
			[
				"gives a header a number",
				"request.headers.a = { value: 1 }; return request;",
			],
			[
				"gives a header two lines",
				'request.headers.a = { value: "1\\n2" }; return request;',
			],
			["returns nothing", ""],
			["returns an empty object", "return {};"],
			["returns the event", "return event;"],
			["answers with the status 99", "return { statusCode: 99 };"],
			["answers with an object", "return { statusCode: 200, body: {} };"],
			[
				"answers with a hidden header",
				'return { statusCode: 200, headers: { "x-cache": { value: "Hit" } } };',
			],
		] as const)
			it(`when it ${what}`, async () => {
				expect(await failed(await withBody(body))).to.equal(invalid);
			});
	});
});
