import { expect } from "chai";
import type { Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { State } from "../tests/declare.ts";
import { aclOf, firewallWith, request } from "../tests/firewalls.ts";

describe("The rules of a firewall", () => {
	/** The status of a request, by a firewall whose first rule has this statement. */
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

	it("apply by priority, up to the first that decides", async () => {
		const path = bytes("/api/health", "EXACTLY");
		expect(await says(path, elsewhere)).to.equal(403);
		expect(await says(path, {}, { allow: {} })).to.equal(undefined);
		expect(await says(path, elsewhere, { count: {} })).to.equal(undefined);
		expect(await says(path, {}, { count: {} }), "the set").to.equal(403);
	});

	it("match the path", async () => {
		for (const [statement, path, blocked] of [
			[bytes("/a", "EXACTLY"), "/a", true],
			[bytes("/a", "EXACTLY"), "/A", false],
		] as const)
			expect(
				await says(statement, { ...elsewhere, path }),
				JSON.stringify([statement, path]),
			).to.equal(blocked ? 403 : undefined);
	});

	it("match a header", async () => {
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

	it("block by the default action, with 403 unless another answer is declared", async () => {
		const blocking = await firewallWith((declarations) => {
			const acl = aclOf(declarations);
			acl.rules.length = 0;
			acl.defaultAction = { block: {} };
		});
		expect(blocking(request, 0)?.status).to.equal(403);
	});

	it("are refused if local/ does not know them", async () => {
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
			const error = await says(statement, {}, action).catch((thrown) => thrown);
			expect(error, String(words)).to.be.instanceOf(UsageError);
			expect(error.message).to.match(words);
		}
	});
});
