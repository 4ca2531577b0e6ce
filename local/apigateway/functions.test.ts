import { expect } from "chai";
import type { Declarations } from "../evaluate/declarations.ts";
import { stateOf } from "../tests/declare.ts";
import { fixture } from "../tests/fixture.ts";
import { atStage } from "../tests/stage.ts";

describe("A function behind the API", () => {
	const healthOf = (
		code: string,
		change: (declarations: Declarations) => void = () => {},
	) =>
		atStage({ code, change }, async (stage) => {
			const first = await stage.send("/health");
			const second = await stage.send("/health");
			return [first.status, second.text];
		});

	/** Runs an action in the first call only. */
	const once = (deed: string) => `
		const fs = require("fs");
		let calls = 0;
		exports.handler = async () => {
			calls++;
			if (!fs.existsSync(__dirname + "/done")) {
				fs.writeFileSync(__dirname + "/done", "");
				fs.writeSync(1, "it begins\\n");
				${deed}
			}
			return { body: "call " + calls };
		};`;

	for (const [what, deed, next] of [
		["throws", 'throw new Error("?");', "call 2"],
		["throws nothing", "throw undefined;", "call 2"],
		["exits", "process.exit(1);", "call 1"],
		[
			"leaves a rejection",
			'Promise.reject(new Error("?")); await new Promise(() => {});',
			"call 1",
		],
	] as const)
		it(`that ${what} gives 502, and the next call succeeds`, async () => {
			expect(await healthOf(once(deed))).to.deep.equal([502, next]);
		});

	/** Less than the gateway's timeout. */
	const quick = (declarations: Declarations) => {
		stateOf(declarations, "function").timeout = 7;
	};
	const never = "await new Promise(() => {});";
	for (const [what, deed] of [
		["never ends", never],
		["spins", "for (;;);"],
	] as const)
		it(`that ${what} gives 502 after its timeout, and the next call succeeds`, () =>
			atStage({ code: once(deed), change: quick }, async (stage) => {
				const late = stage.send("/health");
				await stage.lines.until((line) => line === "it begins");
				stage.clock.pass(7_000);
				expect((await late).status).to.equal(502);
				expect((await stage.send("/health")).text).to.equal("call 1");
			}));

	it("that exceeds its memory gives 502, and the next call succeeds", async () => {
		const code = once("const all = []; for (;;) all.push({});");
		const change = (declarations: Declarations) => {
			stateOf(declarations, "function").memorySize = 32;
		};
		expect(await healthOf(code, change)).to.deep.equal([502, "call 1"]);
	});

	it("gives 504 after the declared timeout of the integration", async () => {
		const change = (declarations: Declarations) => {
			Object.assign(stateOf(declarations, "health-integration"), {
				timeoutMilliseconds: 50,
			});
		};
		await atStage({ code: once(never), change }, async (stage) => {
			const late = stage.send("/health");
			await stage.lines.until((line) => line === "it begins");
			stage.clock.pass(50);
			expect((await late).status).to.equal(504);
		});
	});

	describe("is called only with a permission", () => {
		const permission = "health-permission";
		const called = (change: (declarations: Declarations) => void) =>
			atStage({ change }, async (stage) => {
				const { status } = await stage.send("/health");
				return status === 200;
			});

		it("for the alias, from the stage, the method and the path", async () => {
			expect(await called(() => {})).to.equal(true);
			const { sourceArn } = stateOf(fixture(), permission);
			const arn = String(sourceArn);
			expect(arn).to.match(/\/prod\/GET\/health$/);
			for (const change of [
				{ qualifier: undefined },
				{ function: "another" },
				{ principal: "s3.amazonaws.com" },
				{ action: "lambda:GetFunction" },
				{ sourceArn: arn.replace("GET", "POST") },
				{ sourceArn: arn.replace("/prod/", "/test/") },
			])
				expect(
					await called((declarations) => {
						Object.assign(stateOf(declarations, permission), change);
					}),
					JSON.stringify(change),
				).to.equal(false);
			for (const sourceArn of [arn.replace("GET", "*"), undefined])
				expect(
					await called((declarations) => {
						Object.assign(stateOf(declarations, permission), { sourceArn });
					}),
				).to.equal(true);
		});
	});
});
