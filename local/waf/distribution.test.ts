import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { stateOf } from "../tests/declare.ts";
import { type Edge, Edges } from "../tests/edge.ts";
import { ruleOf, withFirewalls } from "../tests/firewalls.ts";

describe("The firewall before the distribution", () => {
	const edges = new Edges();
	after(() => edges.stop());
	let edge: Edge;
	beforeEach(async () => {
		edge = await edges.start(undefined, withFirewalls);
	});

	const changed = (change: (declarations: Declarations) => void) =>
		edges.start(change, withFirewalls);
	const from = (
		ip: string,
		path = "/api/health",
		at = edge,
		headers: Record<string, string> = {},
	) => at.send(path, { headers: { "x-local-viewer-ip": ip, ...headers } });
	const statusFrom = async (...sent: Parameters<typeof from>) =>
		(await from(...sent)).status;

	/** The number of admitted requests of an address before the first blocked one. */
	async function admitted(ip: string, path?: string, at = edge) {
		for (let n = 0; n < 30; n++)
			if ((await statusFrom(ip, path, at)) === 429) return n;
		return Number.POSITIVE_INFINITY;
	}

	it("is absent without a declaration", async () => {
		const open = await edges.start();
		expect(await admitted("203.0.113.1", "/api/health", open)).to.equal(
			Number.POSITIVE_INFINITY,
		);
	});

	it("must be declared", async () => {
		const start = changed((declarations) => {
			stateOf(declarations, "distribution").webAclId = "arn:none";
		});
		const error = await start.catch((thrown) => thrown);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(/arn:none/);
	});

	describe("by address", () => {
		for (const [ip, status] of [
			["192.0.2.0", 403],
			["192.0.2.15", 403],
			["192.0.2.16", 200],
			["198.51.100.7", 403],
			["198.51.100.8", 200],
			["2001:db8:1::9", 403],
			["2001:db8:1:ffff::9", 403],
			["2001:db8:2::9", 200],
			["::ffff:192.0.2.1", 403],
		] as const)
			it(`answers ${ip} with ${status} on every path`, async () => {
				expect(await statusFrom(ip)).to.equal(status);
				expect(await statusFrom(ip, "/")).to.equal(status);
			});

		it("answers as declared, without the origin", async () => {
			const { headers, body } = await from("192.0.2.1");
			expect(headers).to.include({
				"content-type": "application/json",
				"x-cache": "Error from cloudfront",
			});
			expect(JSON.parse(body).error).to.equal("forbidden");
			expect(headers["x-amz-cf-id"]).to.be.a("string");
			expect(edge.reached).to.have.length(0);
		});

		it("ignores X-Forwarded-For", async () => {
			const forged = { "x-forwarded-for": "203.0.113.9" };
			expect(await statusFrom("192.0.2.1", "/", edge, forged)).to.equal(403);
			const blamed = { "x-forwarded-for": "192.0.2.1" };
			expect(await statusFrom("203.0.113.9", "/", edge, blamed)).to.equal(200);
		});

		it("follows the declared set", async () => {
			const other = await changed((declarations) => {
				const set = stateOf(declarations, "blocked-ipv4");
				set.addresses = ["203.0.113.0/24"];
			});
			expect(await statusFrom("192.0.2.1", "/", other)).to.equal(200);
			expect(await statusFrom("203.0.113.9", "/", other)).to.equal(403);
		});
	});

	describe("by rate", () => {
		it("admits the declared number of requests of each address, and answers others with Retry-After", async () => {
			expect(await admitted("203.0.113.1")).to.equal(10);
			expect(await admitted("2001:db8::1")).to.equal(10);
			const { status, headers, body } = await from("203.0.113.1");
			expect(status).to.equal(429);
			expect(headers).to.include({
				"retry-after": "300",
				"content-type": "application/json",
			});
			expect(JSON.parse(body).error).to.equal("too_many_requests");
		});

		it("counts requests in a scope for the scope's limit and for the general one", async () => {
			const other = await changed((declarations) => {
				const { statement } = ruleOf(declarations, "rate-limit");
				Object.assign(statement.rateBasedStatement ?? {}, { limit: 13 });
				const scoped = ruleOf(declarations, "items-rate-limit");
				Object.assign(scoped.statement.rateBasedStatement ?? {}, { limit: 5 });
			});
			expect(await admitted("203.0.113.1", "/", other)).to.equal(13);
			const questions = "/api/items";
			expect(await admitted("203.0.113.2", questions, other)).to.equal(5);
			expect(await admitted("203.0.113.2", "/", other)).to.equal(7);
		});

		it("counts blocked requests too, in the declared window", async () => {
			for (let n = 0; n < 12; n++) await from("203.0.113.1");
			edge.pass(290);
			expect(await statusFrom("203.0.113.1")).to.equal(429);
			edge.pass(10);
			expect(await admitted("203.0.113.1")).to.equal(9);
			edge.pass(300);
			expect(await admitted("203.0.113.1")).to.equal(10);
		});

		it("follows the declared limit, window, scope and answer", async () => {
			const other = await changed((declarations) => {
				const { statement, action } = ruleOf(declarations, "rate-limit");
				Object.assign(statement.rateBasedStatement ?? {}, {
					limit: 3,
					evaluationWindowSec: 60,
					scopeDownStatement: undefined,
				});
				action.block = {
					customResponse: {
						responseCode: 503,
						responseHeaders: [{ name: "X-Why", value: "rate" }],
					},
				};
			});
			const at = (path: string) => from("203.0.113.1", path, other);
			for (const path of ["/", "/api/x", "/"])
				expect((await at(path)).status).to.equal(200);
			const blocked = await at("/");
			expect(blocked).to.deep.include({ status: 503, body: "" });
			expect(blocked.headers["x-why"]).to.equal("rate");
			other.pass(60);
			expect((await at("/")).status).to.equal(200);
		});
	});
});
