import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import {
	defaultBehavior,
	distributionOf,
	type Edge,
	Edges,
	page,
} from "../tests/edge.ts";

describe("A request to an origin", () => {
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

	it("has the path, and nothing else of the viewer's request, without a policy", async () => {
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

	it("to the API has all headers but the host, and the query", async () => {
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

	it("has the declared headers of the origin in place of the viewer's", async () => {
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

	it("has no headers of the connection or of CloudFront", async () => {
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

	it("appends the viewer's address to X-Forwarded-For", async () => {
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

	it("refuses an unknown policy", async () => {
		const change = defaultBehavior({ originRequestPolicyId: "1-2-3" });
		const error = await edges.start(change).catch((thrown) => thrown);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(/origin request policy 1-2-3/);
	});

	it("to the API has the viewer's Accept-Encoding", async () => {
		const headers = { "accept-encoding": "gzip, zstd" };
		await edge.send("/api/x", { headers });
		expect(edge.last.headers["accept-encoding"]).to.deep.equal(["gzip, zstd"]);
	});

	it("keeps conditions, ranges and HEAD where nothing is cached", async () => {
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

	it("has no conditions or ranges where the whole object is cached", async () => {
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
