import { expect } from "chai";
import { add, type State } from "../../tests/support/declared.ts";
import {
	cachePolicy,
	defaultBehavior,
	distributionOf,
	type Edge,
	Edges,
	page,
} from "../../tests/support/edge.ts";
import { UsageError } from "../core/usageError.ts";

describe("What the distribution asks an origin", () => {
	const edges = new Edges();
	after(() => edges.stop());
	let edge: Edge;
	beforeEach(async () => {
		edge = await edges.start();
	});

	const viewer = {
		host: "map.example",
		"user-agent": "Browser",
		accept: "*/*",
		"accept-language": "de",
		authorization: "Basic x",
		cookie: "c=1; d=2",
		referer: "https://elsewhere.example/",
		"x-own": "1",
	};

	/** An origin request policy for the paths that have no other. */
	const policy = (state: State) =>
		edges.start((declarations) => {
			add(
				declarations,
				"aws:cloudfront/originRequestPolicy:OriginRequestPolicy",
				"own",
				{
					headersConfig: { headerBehavior: "none" },
					cookiesConfig: { cookieBehavior: "none" },
					queryStringsConfig: { queryStringBehavior: "none" },
					...state,
				},
			);
			defaultBehavior({ originRequestPolicyId: "own" })(declarations);
		});

	it("is the path, and nothing of the viewer's, unless a policy says more", async () => {
		await edge.send("/a?x=1", { headers: viewer });
		const { headers, path, query, domainName } = edge.last;
		expect({ path, query }).to.deep.equal({ path: "/a", query: "" });
		const { "x-amz-cf-id": id, via, ...others } = headers;
		expect(others).to.deep.equal({
			host: [domainName],
			"user-agent": ["Amazon CloudFront"],
			"x-forwarded-for": ["127.0.0.1"],
		});
		expect(via?.join()).to.match(/^1\.1 \w+\.cloudfront\.net \(CloudFront\)$/);
		expect(id).to.have.length(1);
	});

	it("is for the API all but the host, with cookies and query", async () => {
		const answer = await edge.send("/api/x?x=1&y", { headers: viewer });
		const { headers, path, query, domainName } = edge.last;
		expect({ path, query }).to.deep.equal({ path: "/prod/x", query: "x=1&y" });
		const { host, ...others } = viewer;
		for (const [name, value] of Object.entries(others))
			expect(headers[name], name).to.deep.equal([value]);
		expect(headers.host).to.deep.equal([domainName]);
		expect(headers["x-amz-cf-id"]).to.deep.equal([
			answer.headers["x-amz-cf-id"],
		]);
	});

	it("has the origin's own headers in place of the viewer's", async () => {
		await edge.send("/api/x", { headers: { "x-api-key": "forged" } });
		const [key] = edge.last.headers["x-api-key"] ?? [];
		expect(key).to.match(/^[0-9a-f]{40}$/);
		const changed = await edges.start((declarations) => {
			Object.assign(distributionOf(declarations).origins[0] ?? {}, {
				customHeaders: [{ name: "X-Secret", value: "declared" }],
			});
			defaultBehavior({
				originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
			})(declarations);
		});
		await changed.send("/", { headers: { "x-secret": "forged" } });
		expect(changed.last.headers["x-secret"]).to.deep.equal(["declared"]);
	});

	it("never has what belongs to the connection, or to CloudFront", async () => {
		await edge.send("/api/x", {
			headers: {
				expect: "100-continue",
				te: "trailers",
				"proxy-authorization": "Basic x",
				"x-edge-location": "here",
				"x-forwarded-proto": "gopher",
				"x-real-ip": "192.0.2.1",
				"x-amz-cf-id": "forged",
			},
		});
		const { headers } = edge.last;
		expect(headers).not.to.have.any.keys(
			"connection",
			"expect",
			"proxy-authorization",
			"te",
			"x-edge-location",
			"x-forwarded-proto",
			"x-real-ip",
		);
		expect(headers["x-amz-cf-id"]).not.to.include("forged");
	});

	it("tells the viewer's address last, after what the viewer says", async () => {
		await edge.send("/a", {
			headers: {
				"x-forwarded-for": "192.0.2.4, 192.0.2.3",
				"x-local-viewer-ip": "203.0.113.7",
			},
		});
		expect(edge.last.headers["x-forwarded-for"]).to.deep.equal([
			"192.0.2.4, 192.0.2.3,203.0.113.7",
		]);
		expect(edge.last.sourceIp, "the origin sees the edge").not.to.be.oneOf([
			"203.0.113.7",
			"127.0.0.1",
		]);
	});

	it("follows the header list of a declared policy", async () => {
		const named = await policy({
			headersConfig: {
				headerBehavior: "whitelist",
				headers: { items: ["Accept-Language", "User-Agent", "Via"] },
			},
		});
		await named.send("/a?x=1", { headers: { ...viewer, via: "1.1 proxy" } });
		const { headers, query } = named.last;
		expect(query).to.equal("");
		expect(Object.keys(headers).sort()).to.deep.equal([
			"accept-language",
			"host",
			"user-agent",
			"via",
			"x-amz-cf-id",
			"x-forwarded-for",
		]);
		expect(headers["user-agent"]).to.deep.equal(["Browser"]);
		expect(headers.via?.join()).to.match(/^1\.1 proxy, 1\.1 /);

		const others = await policy({
			headersConfig: {
				headerBehavior: "allExcept",
				headers: { items: ["X-Own", "Host"] },
			},
		});
		await others.send("/a", { headers: viewer });
		expect(others.last.headers).to.include.keys("accept", "authorization");
		expect(others.last.headers).not.to.have.any.keys("x-own", "cookie");
	});

	it("has all cookies and the query where a policy says so", async () => {
		const both = await policy({
			cookiesConfig: { cookieBehavior: "all" },
			queryStringsConfig: { queryStringBehavior: "all" },
		});
		await both.send("/a?x=1&y=%202", { headers: viewer });
		expect(both.last.headers.cookie).to.deep.equal(["c=1; d=2"]);
		expect(both.last.query).to.equal("x=1&y=%202");
		await both.send("/a?x=2", { headers: viewer });
		expect(both.reached, "the query is not in the key").to.have.length(1);
	});

	it("has what is in the cache key, whatever the policy says", async () => {
		const queryStringsConfig = { queryStringBehavior: "all" };
		const keyed = await edges.start(cachePolicy({}, { queryStringsConfig }));
		await keyed.send("/a?x=1");
		expect(keyed.last.query).to.equal("x=1");
	});

	it("refuses a policy that nobody declared", async () => {
		const change = defaultBehavior({ originRequestPolicyId: "1-2-3" });
		const error = await edges.start(change).catch((thrown) => thrown);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(/OriginRequestPolicy "1-2-3"/);
	});

	for (const [accepted, asked] of [
		["gzip, deflate, br;q=0.9, zstd", "br,gzip"],
		["gzip", "gzip"],
		["br", "br"],
		["deflate", "identity"],
		[undefined, undefined],
	] as const)
		it(`asks for the encodings of the cache policy: ${accepted} as ${asked}`, async () => {
			const sent = accepted && { headers: { "accept-encoding": accepted } };
			await edge.send("/a", sent || {});
			expect(edge.last.headers["accept-encoding"]?.join()).to.equal(asked);
		});

	it("asks the API for the viewer's encodings, for its cache policy has none", async () => {
		const headers = { "accept-encoding": "gzip, zstd" };
		await edge.send("/api/x", { headers });
		expect(edge.last.headers["accept-encoding"]).to.deep.equal(["gzip, zstd"]);
	});

	it("passes conditions, ranges and HEAD on where it keeps nothing, and answers as the origin does", async () => {
		edge.origin = () => page({}, "", 304);
		const headers = { "if-none-match": '"1"', range: "bytes=0-1" };
		const answer = await edge.send("/api/x", { method: "HEAD", headers });
		expect(answer.status).to.equal(304);
		expect(edge.last.method).to.equal("HEAD");
		expect(edge.last.headers).to.deep.include({
			"if-none-match": ['"1"'],
			range: ["bytes=0-1"],
		});
		edge.origin = () => page({ etag: '"1"' }, "whole");
		const whole = await edge.send("/api/x", { headers });
		expect(whole.status).to.equal(200);
		expect(whole.body).to.equal("whole");
	});

	it("passes neither on where it keeps the whole", async () => {
		const all = await edges.start(
			defaultBehavior({
				originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
			}),
		);
		await all.send("/a", {
			headers: {
				"if-none-match": '"1"',
				"if-modified-since": "x",
				"if-range": "x",
				range: "bytes=0-1",
			},
		});
		expect(Object.keys(all.last.headers).join()).not.to.match(/if-|range/);
	});
});
