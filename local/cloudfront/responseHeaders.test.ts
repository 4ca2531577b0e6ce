import { expect } from "chai";
import { stateOf } from "../tests/declare.ts";
import { type Edge, Edges } from "../tests/edge.ts";

describe("The headers of an answer", () => {
	const edges = new Edges();
	after(() => edges.stop());
	let edge: Edge;
	before(async () => {
		edge = await edges.start();
	});

	it("include those of the policy in place of the origin's", async () => {
		edge.origin = () => ({
			status: 200,
			headers: { "x-frame-options": ["ALLOW"] },
			body: Buffer.from(""),
		});
		const { headers } = await edge.send("/framed");
		expect(headers).to.include({
			"x-frame-options": "DENY",
			"x-content-type-options": "nosniff",
			"referrer-policy": "strict-origin-when-cross-origin",
			"strict-transport-security": "max-age=63072000; includeSubDomains",
		});
		expect(headers["content-security-policy"]).to.match(/default-src 'none'/);
	});

	it("follows what is declared", async () => {
		const changed = await edges.start((declarations) => {
			Object.assign(stateOf(declarations, "security-headers"), {
				securityHeadersConfig: {
					frameOptions: { frameOption: "SAMEORIGIN", override: false },
					strictTransportSecurity: {
						accessControlMaxAgeSec: 60,
						preload: true,
						override: true,
					},
				},
				customHeadersConfig: {
					items: [{ header: "X-Own", value: "1", override: true }],
				},
				removeHeadersConfig: {
					items: [{ header: "X-Origin" }, { header: "X-Own" }],
				},
			});
		});
		const plain = await changed.send("/");
		expect(plain.headers).to.include({
			"x-frame-options": "SAMEORIGIN",
			"strict-transport-security": "max-age=60; preload",
			"x-own": "1",
		});
		expect(plain.headers).not.to.have.property("x-content-type-options");
		changed.origin = () => ({
			status: 200,
			headers: {
				"x-frame-options": ["DENY"],
				"x-origin": ["S3"],
				"x-other": ["2"],
			},
			body: Buffer.from(""),
		});
		// From the origin, and then from the cache. A policy may add a header that it removes.
		for (const _ of [1, 2]) {
			const { headers } = await changed.send("/own");
			expect(headers).to.include({
				"x-frame-options": "DENY",
				"x-own": "1",
				"x-other": "2",
			});
			expect(headers).not.to.have.property("x-origin");
		}
	});

	it("include an id of its own for each answer", async () => {
		const first = await edge.send("/signed");
		const second = await edge.send("/signed");
		expect(first.headers.via).to.match(
			/^1\.1 \w+\.cloudfront\.net \(CloudFront\)$/,
		);
		expect(first.headers["x-amz-cf-id"]).to.be.a("string");
		expect(second.headers["x-amz-cf-id"]).not.to.equal(
			first.headers["x-amz-cf-id"],
		);
	});
});
