import { expect } from "chai";
import { restApi } from "../apigateway/restApi.ts";
import { machineClock } from "../core/clock.ts";
import { type Request, response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { type State, stateOf } from "../tests/declare.ts";
import { type Edge, Edges } from "../tests/edge.ts";
import { type FixtureOptions, fixture } from "../tests/fixture.ts";
import { firewallOf, type Judge } from "./firewall.ts";

interface Acl extends State {
	arn: string;
	rules: (State & { name: string; statement: State })[];
	customResponseBodies: State[];
}

const aclOf = (declarations: Declarations, name = "firewall") =>
	stateOf(declarations, name) as Acl;

/** A rule of the firewall, to be changed. */
function ruleOf(declarations: Declarations, name: string) {
	const rule = aclOf(declarations).rules.find((one) => one.name === name);
	if (!rule) throw new Error(`no rule ${name}`);
	return rule as typeof rule & {
		action: State;
		statement: Record<string, State>;
	};
}

const withFirewalls = { hasFirewalls: true };

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

	/** How many requests of an address are admitted before the first that is not. */
	async function admitted(ip: string, path?: string, at = edge) {
		for (let n = 0; n < 30; n++)
			if ((await statusFrom(ip, path, at)) === 429) return n;
		return Number.POSITIVE_INFINITY;
	}

	it("is none unless it is declared", async () => {
		const open = await edges.start();
		expect(await admitted("203.0.113.1", "/api/health", open)).to.equal(
			Number.POSITIVE_INFINITY,
		);
	});

	it("must be one that is declared", async () => {
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
			it(`gives ${ip} ${status}, on every path`, async () => {
				expect(await statusFrom(ip)).to.equal(status);
				expect(await statusFrom(ip, "/")).to.equal(status);
			});

		it("answers as declared, and asks no origin", async () => {
			const { headers, body } = await from("192.0.2.1");
			expect(headers).to.include({
				"content-type": "application/json",
				"x-cache": "Error from cloudfront",
			});
			expect(JSON.parse(body).error).to.equal("forbidden");
			expect(headers["x-amz-cf-id"]).to.be.a("string");
			expect(edge.reached).to.have.length(0);
		});

		it("believes nobody's X-Forwarded-For", async () => {
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
		it("admits the declared number of each address, and tells the others when to ask again", async () => {
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

		it("counts what is scoped down by itself, and among all", async () => {
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

		it("looks back for the declared time, at what it blocked too", async () => {
			for (let n = 0; n < 12; n++) await from("203.0.113.1");
			edge.pass(290);
			expect(await statusFrom("203.0.113.1")).to.equal(429);
			edge.pass(10);
			expect(await admitted("203.0.113.1")).to.equal(9);
			edge.pass(300);
			expect(await admitted("203.0.113.1")).to.equal(10);
		});

		it("follows the declared limit, time, scope and answer", async () => {
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

		it("remembers 10,000 addresses and no more", async () => {
			const firewall = await firewallWith();
			const ask = (sourceIp: string) => firewall({ ...request, sourceIp }, 0);
			let others = 0;
			const askFrom = (addresses: number) => {
				for (let n = 0; n < addresses; n++, others++)
					ask(`10.${others >> 16}.${(others >> 8) & 255}.${others & 255}`);
			};
			for (let n = 0; n < 11; n++) ask("203.0.113.1");
			askFrom(9_999);
			expect(ask("203.0.113.1")?.status).to.equal(429);
			askFrom(9_999);
			expect(ask("203.0.113.1")?.status).to.equal(429);
			askFrom(10_000);
			expect(ask("203.0.113.1")).to.equal(undefined);
		});
	});

	const request: Request = {
		method: "GET",
		path: "/api/health",
		query: "",
		headers: {},
		body: Buffer.alloc(0),
		sourceIp: "192.0.2.1",
	};

	async function firewallWith(
		change: (declarations: Declarations) => void = () => {},
	): Promise<Judge> {
		const declarations = fixture(withFirewalls);
		change(declarations);
		return firewallOf(declarations, aclOf(declarations).arn);
	}

	describe("by its rules", () => {
		/** What a firewall whose rules begin with one of this statement says to a request. */
		async function says(
			statement: State,
			sent: Partial<Request> = {},
			action: State = { block: {} },
		) {
			const firewall = await firewallWith((declarations) => {
				const acl = aclOf(declarations);
				acl.rules.unshift({ name: "own", priority: -1, action, statement });
				acl.rules.reverse();
			});
			return firewall({ ...request, ...sent }, 0)?.status;
		}
		const bytes = (
			searchString: string,
			positionalConstraint: string,
			fieldToMatch: State = { uriPath: {} },
			type = "NONE",
		) => ({
			byteMatchStatement: {
				searchString,
				positionalConstraint,
				fieldToMatch,
				textTransformations: [{ priority: 0, type }],
			},
		});
		const elsewhere = { sourceIp: "203.0.113.1" };

		it("goes by their priority, and ends with the first that decides", async () => {
			const path = bytes("/api/health", "EXACTLY");
			expect(await says(path, elsewhere)).to.equal(403);
			expect(await says(path, {}, { allow: {} })).to.equal(undefined);
			expect(await says(path, elsewhere, { count: {} })).to.equal(undefined);
			expect(await says(path, {}, { count: {} }), "the set").to.equal(403);
		});

		it("matches the path", async () => {
			for (const [statement, path, blocked] of [
				[bytes("/a", "EXACTLY"), "/a", true],
				[bytes("/a", "EXACTLY"), "/A", false],
			] as const)
				expect(
					await says(statement, { ...elsewhere, path }),
					JSON.stringify([statement, path]),
				).to.equal(blocked ? 403 : undefined);
		});

		it("matches a header", async () => {
			const statement = bytes("bad", "EXACTLY", {
				singleHeader: { name: "User-Agent" },
			});
			for (const [headers, status] of [
				[{ "user-agent": ["bad"] }, 403],
				[{ "user-agent": ["good"] }, undefined],
				[{ "user-agent": ["bad", "good"] }, undefined],
				[{}, undefined],
			] as const)
				expect(
					await says(statement, {
						...elsewhere,
						headers: headers as unknown as Request["headers"],
					}),
				).to.equal(status);
		});

		it("answers 403 where no answer is declared, and by default if that is declared", async () => {
			const blocking = await firewallWith((declarations) => {
				const acl = aclOf(declarations);
				acl.rules.length = 0;
				acl.defaultAction = { block: {} };
			});
			expect(blocking(request, 0)?.status).to.equal(403);
		});

		it("refuses, by the rule's name, what it does not know", async () => {
			for (const [statement, words, action] of [
				[{ sqliMatchStatement: {} }, /sqliMatchStatement/],
				[{ andStatement: { statements: [] } }, /andStatement/],
				[bytes("a", "STARTS_WITH"), /STARTS_WITH/],
				[bytes("a", "EXACTLY", { body: {} }), /body/],
				[bytes("a", "EXACTLY", undefined, "LOWERCASE"), /LOWERCASE/],
				[
					{ rateBasedStatement: { limit: 10, aggregateKeyType: "CONSTANT" } },
					/CONSTANT/,
				],
				[
					{
						rateBasedStatement: {
							limit: 10,
							scopeDownStatement: { xssMatchStatement: {} },
						},
					},
					/xssMatchStatement/,
				],
				[
					{
						ipSetReferenceStatement: {
							arn: "a",
							ipSetForwardedIpConfig: { headerName: "x" },
						},
					},
					/header/,
				],
				[{ ipSetReferenceStatement: { arn: "arn:gone" } }, /arn:gone/],
				[bytes("/", "EXACTLY"), /captcha/, { captcha: {} }],
				[
					bytes("/", "EXACTLY"),
					/gone/,
					{
						block: {
							customResponse: {
								responseCode: 403,
								customResponseBodyKey: "gone",
							},
						},
					},
				],
			] as [State, RegExp, State?][]) {
				const error = await says(statement, {}, action).catch(
					(thrown) => thrown,
				);
				expect(error, String(words)).to.be.instanceOf(UsageError);
				expect(error.message)
					.to.match(words)
					.and.match(/own|firewall/);
			}
		});
	});
});

describe("The firewall before the stage", () => {
	const key = "x-api-key";

	async function stage(
		options: FixtureOptions,
		change: (declarations: Declarations) => void = () => {},
	) {
		const declarations = fixture(options);
		change(declarations);
		const api = restApi({
			declarations,
			invoke: async () => ({ result: '{"statusCode":200,"body":"{}"}' }),
			log: () => {},
			clock: machineClock,
		});
		const { value } = stateOf(declarations, "api-key");
		return {
			value: String(value),
			ask: (headers: Record<string, string> = {}) =>
				api.serve({
					method: "GET",
					path: `/${api.stageName}/health`,
					query: "",
					headers: response(200, headers).headers,
					body: Buffer.alloc(0),
					sourceIp: "203.0.113.1",
				}),
		};
	}

	it("admits what came through the distribution, and nothing else", async () => {
		const { ask, value } = await stage(withFirewalls);
		expect((await ask()).status).to.equal(403);
		expect((await ask({ [key]: value })).status).to.equal(200);
		for (const forged of ["", "x", `${value}x`]) {
			const refused = await ask({ [key]: forged });
			expect(refused.status).to.equal(403);
			expect(JSON.parse(refused.body.toString())).to.have.keys(
				"error",
				"message",
				"request_id",
			);
		}
	});

	it("admits all when none is declared", async () => {
		const { ask } = await stage({});
		expect((await ask()).status).to.equal(200);
	});

	it("follows the declared value, and the stage that it is declared for", async () => {
		const other = await stage(withFirewalls, (declarations) => {
			const [rule] = aclOf(declarations, "origin-lock").rules;
			Object.assign(rule?.statement.byteMatchStatement ?? {}, {
				searchString: "other",
			});
		});
		expect((await other.ask({ [key]: "other" })).status).to.equal(200);
		expect((await other.ask({ [key]: other.value })).status).to.equal(403);
		const elsewhere = await stage(withFirewalls, (declarations) => {
			const association = stateOf(declarations, "origin-lock-association");
			association.resourceArn = "arn:elsewhere";
		});
		expect((await elsewhere.ask()).status).to.equal(200);
	});
});
