import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import { stateOf } from "../tests/declare.ts";
import { distributionOf, type Edge, Edges, type Sent } from "../tests/edge.ts";

describe("The edge function's surroundings", () => {
	const edges = new Edges();
	after(() => edges.stop());
	const { error } = console;
	let told: string[];
	beforeEach(() => {
		told = [];
		console.error = (...said) => told.push(said.join(" "));
	});
	afterEach(() => {
		console.error = error;
	});

	const withCode = (code: string) =>
		edges.start((declarations) => {
			stateOf(declarations, "viewer-request").code = code;
		});

	/** An edge whose function has this body; `request` is the event's. */
	const running = (body: string) =>
		withCode(
			`function handler(event) { var request = event.request; ${body} }`,
		);

	/** What a function with this body makes of a request to `/api/x?…`. */
	async function sent(
		body: string,
		{ query = "", ...send }: Sent & { query?: string } = {},
	) {
		const edge = await running(`${body}; return request;`);
		const answer = await edge.send(`/api/x${query}`, send);
		expect(answer.status, told.join()).to.equal(200);
		return edge.last;
	}

	async function failed(edge: Edge, send?: Sent): Promise<string> {
		const before = edge.reached.length;
		const { status, headers } = await edge.send("/api/x", send);
		expect(edge.reached, "reached the origin").to.have.length(before);
		return `${status} ${headers["x-cache"]}`.replace(" from cloudfront", "");
	}
	const invalid = "502 FunctionValidationError";
	const broken = "503 FunctionExecutionError";

	describe("in the event", () => {
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
			const [told = ""] = edge.last.headers.event ?? [];
			const { context, ...event } = JSON.parse(told);
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

		it("are none of the headers that CloudFront hides, and they go on as they were", async () => {
			const headers = {
				"x-amzn-requestid": "1",
				"x-cache": "1",
				"proxy-authorization": "1",
				"x-edge-location": "1",
				"x-own": "1",
			};
			const edge = await running(
				"request.headers.seen = { value: Object.keys(request.headers).join() }; return request;",
			);
			await edge.send("/api/x", { headers });
			expect(edge.last.headers.seen).to.deep.equal(["x-own,host"]);
			expect(edge.last.headers["x-amzn-requestid"]).to.deep.equal(["1"]);
		});
	});

	describe("takes what it returns", () => {
		it("in the place of what was sent", async () => {
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

		it("with the behaviour of the path that was sent", async () => {
			const { domainName } = await sent('request.uri = "/a.json"');
			expect(domainName).to.match(/execute-api/);
		});

		it("with query and cookies, which go on as they were sent", async () => {
			const query = "?b=1&a&b=%202&c=";
			const cookie = "a=1; b=2";
			const { query: passed, headers } = await sent("", {
				query,
				headers: { cookie },
			});
			expect(passed).to.equal(query.slice(1));
			expect(headers.cookie).to.deep.equal([cookie]);
		});

		it("of an async function too", async () => {
			const edge = await withCode(
				"async function handler(event) { await null; event.request.uri = '/async'; return event.request; }",
			);
			await edge.send("/api/x");
			expect(edge.last.path).to.equal("/prod/async");
		});
	});

	it("take what it answers itself, and ask no origin", async () => {
		const edge = await running(
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

	describe("refuses", () => {
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
			it(`that it adds ${name}`, async () => {
				const edge = await running(
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
				"gives a header no text",
				"request.headers.a = { value: 1 }; return request;",
			],
			[
				"gives a header two lines",
				'request.headers.a = { value: "1\\n2" }; return request;',
			],
			["returns nothing", ""],
			["returns no request", "return {};"],
			["returns the event", "return event;"],
			["answers with no status", "return { statusCode: 99 };"],
			["answers with bytes", "return { statusCode: 200, body: {} };"],
			[
				"answers with a hidden header",
				'return { statusCode: 200, headers: { "x-cache": { value: "Hit" } } };',
			],
		] as const)
			it(`that it ${what}`, async () => {
				expect(await failed(await running(body))).to.equal(invalid);
			});
	});

	describe("are a sandbox, where it fails if it", () => {
		for (const [what, body] of [
			["throws", 'throw new Error("no");'],
			["calls what is not there", "setTimeout(handler, 1);"],
			["wants a module", 'require("fs");'],
			["looks for the process", "process.exit();"],
			["evaluates text", 'eval("1");'],
			["makes functions of text", 'new Function("return 1")();'],
			[
				"goes back by constructors",
				'event.constructor.constructor("return process")().exit();',
			],
			[
				"goes back by the global object",
				'globalThis.constructor.constructor("return process")().exit();',
			],
			["recurses without end", "return handler(event);"],
			["loops without end", "while (true) {}"],
		] as const)
			it(what, async () => {
				expect(await failed(await running(body))).to.equal(broken);
			});

		it("waits without end", async () => {
			const edge = await withCode(
				"async function handler(event) { while (true) await null; }",
			);
			expect(await failed(edge)).to.equal(broken);
		});

		it("was broken by one request, and not by the next", async () => {
			const edge = await running(
				'if (request.headers.bad) throw new Error("bad"); return request;',
			);
			expect(await failed(edge, { headers: { bad: "1" } })).to.equal(broken);
			expect((await edge.send("/api/x")).status).to.equal(200);
		});

		it("but not if it writes to its log", async () => {
			await sent('console.log("here")');
		});
	});

	it("tell whoever runs it what went wrong, once, and the viewer nothing", async () => {
		const edge = await running('throw new Error("because");');
		const { body } = await edge.send("/api/x");
		expect(body).not.to.include("because");
		await edge.send("/api/x");
		expect(told).to.have.length(1);
		expect(told[0]).to.match(/viewer-request.*Error: because/);
		expect(told[0]).not.to.include("\n");
	});

	describe("are not made for", () => {
		for (const [what, change, words] of [
			[
				"more than 10 KB",
				{ code: `function handler() {} // ${"x".repeat(10_220)}` },
				/10\d\d\d bytes/,
			],
			["what is no JavaScript", { code: "function handler( {" }, /SyntaxError/],
			["what has no handler", { code: "function other() {}" }, /handler/],
			["what fails at once", { code: "throw new Error('why')" }, /why/],
			["what loops at once", { code: "for (;;);" }, /timed out/],
			[
				"what looks at the query",
				{ code: "function handler(event) { event.request.querystring; }" },
				/names querystring/,
			],
		] as const)
			it(what, async () => {
				const start = edges.start((declarations) => {
					const declared = stateOf(declarations, "viewer-request");
					Object.assign(declared, change);
				});
				const error = await start.catch((thrown) => thrown);
				expect(error).to.be.instanceOf(UsageError);
				expect(error.message)
					.to.match(words)
					.and.match(/viewer-request/);
			});

		for (const [what, ...more] of [
			["other events than the viewer's request", "viewer-response"],
			["more than one event", "viewer-request", "viewer-response"],
		] as const)
			it(what, async () => {
				const start = edges.start((declarations) => {
					const [api] = distributionOf(declarations).orderedCacheBehaviors;
					const [declared] = (api?.functionAssociations ?? []) as object[];
					Object.assign(api ?? {}, {
						functionAssociations: more.map((eventType) => ({
							...declared,
							eventType,
						})),
					});
				});
				const error = await start.catch((thrown) => thrown);
				expect(error).to.be.instanceOf(UsageError);
				expect(error.message).to.match(/viewer-response/);
			});
	});

	it("take 10 KB", async () => {
		const code = "function handler(event) { return event.request; }";
		await withCode(code + " ".repeat(10 * 1024 - code.length));
	});
});
