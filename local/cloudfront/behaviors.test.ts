import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import { stateOf } from "../tests/declare.ts";
import {
	defaultBehavior,
	distributionOf,
	type Edge,
	Edges,
} from "../tests/edge.ts";

describe("The distribution's behaviours", () => {
	const edges = new Edges();
	after(() => edges.stop());
	let edge: Edge;
	before(async () => {
		edge = await edges.start();
	});

	/** First letters of the domain name of the origin that a path goes to. */
	async function originOf(path: string, at = edge): Promise<string> {
		at.reached.length = 0;
		await at.send(path);
		const domain = at.last.domainName;
		return /^(site|bucket)|execute-api/.exec(domain)?.[0] ?? "";
	}

	for (const [path, origin] of [
		["/", "site"],
		["/main.js?v=1", "site"],
		["/list.json", "bucket"],
		["/a/b/deep.json", "bucket"],
		["/data.json.txt", "site"],
		["/DATA.JSON", "site"],
		["/xjson", "site"],
		["/api/health", "execute-api"],
		["/api/a.json", "execute-api"],
		["/api", "site"],
		["/x/api/health", "site"],
		["//api/health", "execute-api"],
		["/%61pi/health", "execute-api"],
		["/x/../api/health", "execute-api"],
		["/x/%2e%2e/api/health", "execute-api"],
		["/api/../main.js", "site"],
		["/a%2fb.json", "bucket"],
	] as const)
		it(`sends ${path} to ${origin}`, async () => {
			expect(await originOf(path)).to.equal(origin);
		});

	it("sends the path on as it came", async () => {
		await edge.send("/x/..//%61.json");
		expect(edge.last.path).to.equal("/x/..//%61.json");
	});

	it("takes the first declared pattern that fits", async () => {
		const turned = await edges.start((declarations) => {
			distributionOf(declarations).orderedCacheBehaviors.reverse();
		});
		expect(await originOf("/api/a.json", turned)).to.equal("bucket");
	});

	it("knows * and ?, and needs no slash at the beginning of a pattern", async () => {
		const changed = await edges.start((declarations) => {
			const { orderedCacheBehaviors } = distributionOf(declarations);
			Object.assign(orderedCacheBehaviors[1] ?? {}, {
				pathPattern: "d?/*.x+y",
			});
		});
		for (const [path, origin] of [
			["/d1/.x+y", "bucket"],
			["/d1/e/f.x+y", "bucket"],
			["/d12/f.x+y", "site"],
			["/d/f.x+y", "site"],
			["/d1/f.xxy", "site"],
			["/e/d1/f.x+y", "site"],
		] as const)
			expect(await originOf(path, changed), path).to.equal(origin);
	});

	it("asks for the declared object in place of the root, and below the origin's path", async () => {
		const changed = await edges.start((declarations) => {
			const distribution = distributionOf(declarations);
			distribution.defaultRootObject = "start.html";
			Object.assign(distribution.origins[0] ?? {}, { originPath: "/v2" });
		});
		await changed.send("/");
		expect(changed.last.path).to.equal("/v2/start.html");
		await changed.send("/sub/");
		expect(changed.last.path).to.equal("/v2/sub/");
	});

	it("shows no page in an error's place, and says so", async () => {
		const start = edges.start((declarations) => {
			distributionOf(declarations).customErrorResponses = [
				{ errorCode: 404, responsePagePath: "/sorry.html" },
			];
		});
		await start.then(
			() => expect.fail("it started"),
			(error) =>
				expect(error)
					.to.be.instanceOf(UsageError)
					.with.property("message")
					.that.matches(/sorry\.html.*404/),
		);
	});

	describe("before the cache", () => {
		it("refuses methods that are not declared", async () => {
			edge.reached.length = 0;
			const refused = await edge.send("/", { method: "POST", body: "x" });
			expect(refused.status).to.equal(403);
			expect(refused.headers["x-cache"]).to.equal("Error from cloudfront");
			expect(edge.reached).to.have.length(0);
			const open = await edges.start(
				defaultBehavior({ allowedMethods: ["GET", "HEAD", "POST"] }),
			);
			const admitted = await open.send("/", { method: "POST", body: "x" });
			expect(admitted.status).to.equal(200);
			expect(open.last).to.deep.include({
				method: "POST",
				body: Buffer.from("x"),
			});
		});

		it("refuses a GET with a body, as CloudFront does", async () => {
			const headers = { "content-length": "1" };
			const refused = await edge.send("/", { headers, body: "x" });
			expect(refused.status).to.equal(403);
		});
	});

	describe("by country", () => {
		const from = async (at: Edge, country?: string) =>
			(
				await at.send("/api/health", {
					headers: country ? { "x-local-viewer-country": country } : {},
				})
			).status;

		it("serves all when none is named", async () => {
			expect(await from(edge, "JP")).to.equal(200);
		});

		it("serves the declared ones, and whoever comes from nowhere", async () => {
			const japan = await edges.start((declarations) => {
				distributionOf(declarations).restrictions = {
					geoRestriction: {
						restrictionType: "whitelist",
						locations: ["JP", "NZ"],
					},
				};
			});
			expect(await from(japan, "JP")).to.equal(200);
			expect(await from(japan, "NZ")).to.equal(200);
			expect(await from(japan, "DE")).to.equal(403);
			expect(await from(japan)).to.equal(200);
		});

		it("serves none of a blacklist", async () => {
			const restricted = await edges.start((declarations) => {
				distributionOf(declarations).restrictions = {
					geoRestriction: { restrictionType: "blacklist", locations: ["JP"] },
				};
			});
			expect(await from(restricted, "JP")).to.equal(403);
			expect(await from(restricted, "DE")).to.equal(200);
		});
	});

	describe("for headers that stand for the connection", () => {
		it("lets nothing of them reach an origin", async () => {
			await edge.send("/api/health", {
				headers: {
					"x-local-viewer-ip": "2001:db8::7",
					"x-local-viewer-country": "JP",
				},
			});
			expect(Object.keys(edge.last.headers).join()).not.to.match(/x-local/);
			expect(edge.last.headers["x-viewer-ip"]).to.deep.equal(["2001:db8::7"]);
		});

		it("takes the connection's address without them", async () => {
			await edge.send("/api/health");
			expect(edge.last.headers["x-viewer-ip"]).to.deep.equal(["127.0.0.1"]);
		});

		for (const [name, value] of [
			["x-local-viewer-ip", "here"],
			["x-local-viewer-country", "Japan"],
		] as const)
			it(`refuses ${name}: ${value}`, async () => {
				const answer = await edge.send("/", { headers: { [name]: value } });
				expect(answer.status).to.equal(400);
				expect(answer.body).to.include(name).and.include(value);
			});
	});

	describe("for headers of every answer", () => {
		it("adds those of the policy, in place of the origin's", async () => {
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
			// From the origin, and then from the cache; what is removed may be added.
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

		it("signs each answer", async () => {
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
});
