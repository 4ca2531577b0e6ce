import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { listen } from "../core/http.ts";
import { close } from "../core/system.ts";
import { UsageError } from "../core/usageError.ts";
import { declare } from "../tests/declare.ts";
import { actions, functionStarter, TestFunction } from "../tests/functions.ts";

describe("An execution environment", () => {
	const start = functionStarter();

	it("is reused by the next call", async () => {
		const called = start(actions);
		for (const calls of [1, 2, 3])
			expect(await called.result()).to.deep.equal({ calls });
	});

	it("reads its code as CommonJS, whatever package.json a parent folder has, and leaves no file", async () => {
		const folder = mkdtempSync(join(tmpdir(), "module-"));
		const { TMPDIR, TEMP } = process.env;
		writeFileSync(join(folder, "package.json"), '{"type":"module"}');
		Object.assign(process.env, { TMPDIR: folder, TEMP: folder });
		try {
			const called = new TestFunction(actions);
			expect(await called.result()).to.deep.equal({ calls: 1 });
			await called.functions.close();
			expect(readdirSync(folder)).to.deep.equal(["package.json"]);
		} finally {
			for (const [name, value] of Object.entries({ TMPDIR, TEMP }))
				if (value === undefined) delete process.env[name];
				else process.env[name] = value;
			rmSync(folder, { recursive: true });
		}
	});

	it("takes one call at a time: concurrent calls share neither globals nor variables", async () => {
		let together = 0;
		const replies: (() => void)[] = [];
		const { server, url } = await listen((_, reply) => {
			replies.push(() => reply.end());
			if (++together === 3) for (const answer of replies) answer();
		});
		const called = start(
			`exports.handler = async ({ n }) => {
				globalThis.seen = [...(globalThis.seen ?? []), n];
				process.env.SEEN = (process.env.SEEN ?? "") + n;
				await fetch(process.env.BARRIER);
				return { seen: globalThis.seen, variable: process.env.SEEN };
			};`,
			{ variables: { BARRIER: url } },
		);
		const answers = await Promise.all(
			[1, 2, 3].map((n) => called.result({ n })),
		);
		close(server);
		expect(answers).to.deep.equal(
			[1, 2, 3].map((n) => ({ seen: [n], variable: String(n) })),
		);
		expect(process.env.SEEN).to.equal(undefined);
	});

	it("has the declared variables, Lambda's own and the call's context, and nothing of this machine", async () => {
		const called = start(
			`exports.handler = async (event, context) => ({
				variables: process.env,
				context: { ...context, remaining: context.getRemainingTimeInMillis() },
			});`,
			{
				properties: {
					environment: { variables: { GREETING: "hello" } },
					memorySize: 256,
					timeout: 200,
				},
			},
		);
		const { variables, context } = await called.result();
		expect(variables).to.include({
			GREETING: "hello",
			AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
			AWS_LAMBDA_FUNCTION_VERSION: "1",
			AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/dev",
			AWS_REGION: "us-east-1",
			TZ: ":UTC",
			_HANDLER: "index.handler",
			_X_AMZN_TRACE_ID: "Root=1-2-3",
		});
		expect(variables).to.not.have.any.keys("PATH", "HOME", "USER", "PWD");
		expect(context).to.include({
			functionVersion: "1",
			memoryLimitInMB: "256",
			logGroupName: "/aws/lambda/dev",
		});
		expect(context.awsRequestId).to.match(/^[\da-f-]{36}$/);
		expect(context.remaining).to.be.within(100_000, 200_000);
		expect(context.invokedFunctionArn).to.match(/^arn:aws:lambda:.*:live$/);
	});

	it("receives an event as JSON", async () => {
		const called = start(
			"exports.handler = async (event) => [typeof event.at, 'gone' in event];",
		);
		const event = { at: new Date(), gone: undefined };
		expect(await called.result(event)).to.deep.equal(["string", false]);
	});

	it("has the declared layers, a later one over an earlier one", async () => {
		const layer = (arn: string, files: Record<string, string>) => ({
			arn,
			code: {
				assets: Object.fromEntries(
					Object.entries(files).map(([name, value]) => [
						`nodejs/node_modules/${name}.js`,
						{ text: `module.exports = ${JSON.stringify(value)};` },
					]),
				),
			},
		});
		const type = "lambda.LayerVersion";
		const called = start(
			'exports.handler = async () => [require("one"), require("both")];',
			{
				properties: { layers: ["arn:second", "arn:first"] },
				change(declarations) {
					const first = layer("arn:first", { both: "first" });
					const second = layer("arn:second", { one: "one", both: "second" });
					declare(declarations, type, "first", first);
					declare(declarations, type, "second", second);
				},
			},
		);
		expect(await called.result()).to.deep.equal(["one", "first"]);
	});

	it("cannot have a layer that is not declared", async () => {
		const called = start(actions, {
			properties: { layers: ["arn:aws:lambda:us-east-1:1:layer:theirs:1"] },
		});
		const outcome = await called.invoke().catch((error) => error);
		expect(outcome).to.be.instanceOf(UsageError);
		expect(outcome.message).to.match(/layer:theirs:1.*does not declare it/);
	});

	it("has the declared memory", async () => {
		const code = `exports.handler = async () => {
			const all = [];
			while (all.length < 1e6) all.push({ n: all.length });
			globalThis.kept = Buffer.alloc(80 * 2 ** 20);
			return all.length;
		};`;
		const enough = { properties: { memorySize: 256 } };
		expect(await start(code, enough).result()).to.equal(1e6);
		const little = { properties: { memorySize: 16 } };
		expect(await start(code, little).failure()).to.match(/signal: SIGABRT/);
	});
});

describe("As many environments as may start", () => {
	const start = functionStarter();
	const maxEnvironments = 2;
	let called: TestFunction;
	before(() => {
		called = start(actions, { maxEnvironments });
	});

	it("serve waiting calls", async () => {
		const answers = await Promise.all(
			Array.from({ length: maxEnvironments + 8 }, () => called.result()),
		);
		const isNew = answers.filter(({ calls }) => calls === 1);
		expect(isNew.length).to.be.within(1, maxEnvironments);
	});

	it("make room for waiting calls when they end", async () => {
		const exit = { action: "exit", argument: 1 };
		const all = Array.from({ length: maxEnvironments + 1 }, () =>
			called.failure(exit),
		);
		const last = called.result();
		for (const failure of await Promise.all(all))
			expect(failure).to.match(/^Runtime\.ExitError/);
		expect(await last).to.deep.equal({ calls: 1 });
	});
});
