import { expect } from "chai";
import { restApi } from "../apigateway/restApi.ts";
import { machineClock } from "../core/clock.ts";
import { response } from "../core/http.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { stateOf } from "../tests/declare.ts";
import { aclOf, withFirewalls } from "../tests/firewalls.ts";
import { type FixtureOptions, fixture } from "../tests/fixture.ts";

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

	it("admits requests of the distribution only", async () => {
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

	it("is absent without a declaration", async () => {
		const { ask } = await stage({});
		expect((await ask()).status).to.equal(200);
	});

	it("follows the declared value and stage", async () => {
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
