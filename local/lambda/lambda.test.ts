import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { machineClock } from "../core/clock.ts";
import { listen } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { Policies } from "../iam/iam.ts";
import { declare, declareCode, type State, stateOf } from "../tests/declare.ts";
import { fixture } from "../tests/fixture.ts";
import { Lines } from "../tests/lines.ts";
import { ManualClock } from "../tests/manualClock.ts";
import { Environment, writeRuntime } from "./environment.ts";
import { Lambda } from "./lambda.ts";
import { maxEnvironments } from "./pool.ts";

const alias = "live";

interface Setup {
	/** Properties of the function in place of the declared ones. */
	properties?: State;
	/** Changes anything else that is declared. */
	change?: (declarations: Declarations) => void;
	endpoints?: Record<string, string>;
	random?: () => number;
}

/** A declared function that can be called. */
class Functions {
	readonly lambda: Lambda;
	readonly clock = new ManualClock();
	readonly #lines = new Lines<string>();
	readonly #arn: string;

	constructor(declarations: Declarations, { endpoints, random }: Setup) {
		const { arn } = declarations.one("lambda.Alias");
		this.#arn = arn;
		this.lambda = new Lambda(
			declarations,
			{
				variables: endpoints ?? {},
				callers: new Policies(declarations),
				log: (_, line) => this.#lines.add(line),
				clock: this.clock,
			},
			random,
		);
	}

	invoke(event: unknown = {}) {
		return this.lambda.invoke(this.#arn, { event, traceId: "Root=1-2-3" });
	}

	/** What a call gives, which must not fail. */
	async result(event: unknown = {}) {
		const { result, error } = await this.invoke(event);
		expect(error).to.equal(undefined);
		return JSON.parse(String(result));
	}

	/** Why a call fails, which it must. */
	async failure(event: unknown = {}) {
		const { error } = await this.invoke(event);
		return `${error?.errorType}: ${error?.errorMessage}`;
	}

	/** Waits until this many lines of the log fit. */
	async logged(pattern: RegExp, count = 1): Promise<string[]> {
		return this.#lines.until((line) => pattern.test(line), count);
	}

	get log(): string[] {
		return this.#lines.all;
	}
}

describe("Lambda", () => {
	const started: Functions[] = [];
	const servers: Server[] = [];
	const folders: string[] = [];
	afterEach(async () => {
		for (const { lambda } of started.splice(0)) await lambda.close();
		for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
		for (const server of servers.splice(0)) server.close();
	});

	async function functionsOf(code: string, setup: Setup = {}) {
		const declarations = fixture();
		declareCode(declarations, code);
		Object.assign(stateOf(declarations, "function"), setup.properties);
		setup.change?.(declarations);
		const functions = new Functions(declarations, setup);
		started.push(functions);
		return functions;
	}

	/** Counts the calls of an environment: 1 in a new one. */
	const counting = `
		let calls = 0;
		/** Even of one that spins from now on. */
		const begin = () => require("fs").writeSync(1, "it begins\\n");
		const actions = {
			exit: (code) => process.exit(code),
			hang: () => { begin(); return new Promise(() => {}); },
			spin: () => { begin(); for (;;); },
			throw: (what) => { throw what; },
			fail: () => { throw new RangeError("too far"); },
			throwLater: () => new Promise(() => setImmediate(() => { throw new TypeError("later"); })),
			throwNothingLater: () => new Promise(() => setImmediate(() => { throw null; })),
			reject: () => { Promise.reject(new Error("unseen")); return new Promise(() => {}); },
			rejectText: () => { Promise.reject("text"); return new Promise(() => {}); },
			fill: () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); },
			fillAtOnce: () => new Array(1e8).fill(0).length,
			keep: (megabytes) => { globalThis.kept = Buffer.alloc(megabytes * 2 ** 20); },
			keepAndWait: (megabytes) => { actions.keep(megabytes); return new Promise(() => {}); },
			crashAfter: () => { setImmediate(() => { throw new Error("after the answer"); }); },
			circle: () => { const circle = {}; circle.self = circle; return circle; },
		};
		exports.handler = async ({ action, argument }) => {
			calls++;
			const answer = await actions[action]?.(argument);
			return answer ?? { calls };
		};
	`;

	describe("an environment", () => {
		it("is used again by the next call", async () => {
			const functions = await functionsOf(counting);
			for (const calls of [1, 2, 3])
				expect(await functions.result()).to.deep.equal({ calls });
		});

		it("reads its code as CommonJS, whatever is in the folders above", async () => {
			const folder = mkdtempSync(join(tmpdir(), "module-"));
			folders.push(folder);
			const { TMPDIR, TEMP } = process.env;
			writeFileSync(join(folder, "package.json"), '{"type":"module"}');
			Object.assign(process.env, { TMPDIR: folder, TEMP: folder });
			try {
				const functions = await functionsOf(counting);
				expect(await functions.result()).to.deep.equal({ calls: 1 });
			} finally {
				for (const [name, value] of Object.entries({ TMPDIR, TEMP }))
					if (value === undefined) delete process.env[name];
					else process.env[name] = value;
			}
		});

		it("has one call at a time; others at once have environments, globals and variables of their own", async () => {
			let together = 0;
			const replies: (() => void)[] = [];
			const { server, url } = await listen((_, reply) => {
				replies.push(() => reply.end());
				if (++together === 3) for (const answer of replies) answer();
			});
			servers.push(server);
			const functions = await functionsOf(
				`exports.handler = async ({ n }) => {
					globalThis.seen = [...(globalThis.seen ?? []), n];
					process.env.SEEN = (process.env.SEEN ?? "") + n;
					await fetch(process.env.BARRIER);
					return { seen: globalThis.seen, variable: process.env.SEEN };
				};`,
				{ endpoints: { BARRIER: url } },
			);
			const answers = await Promise.all(
				[1, 2, 3].map((n) => functions.result({ n })),
			);
			expect(answers).to.deep.equal(
				[1, 2, 3].map((n) => ({ seen: [n], variable: String(n) })),
			);
			expect(process.env.SEEN).to.equal(undefined);
		});

		it("is waited for when no more may be started", async () => {
			const functions = await functionsOf(counting);
			const answers = await Promise.all(
				Array.from({ length: maxEnvironments + 8 }, () => functions.result()),
			);
			const isNew = answers.filter(({ calls }) => calls === 1);
			expect(isNew.length).to.be.within(1, maxEnvironments);
		});

		it("has the declared variables and Lambda's own, and nothing of this machine's", async () => {
			const code = "exports.handler = async () => process.env;";
			const functions = await functionsOf(code, {
				properties: {
					environment: { variables: { GREETING: "hello" } },
					memorySize: 256,
				},
			});
			const variables = await functions.result();
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
		});

		it("gives the call's context", async () => {
			const functions = await functionsOf(
				`exports.handler = async (event, context) => ({
					...context,
					remaining: context.getRemainingTimeInMillis(),
				});`,
				{ properties: { timeout: 200 } },
			);
			const { awsRequestId, remaining, ...context } = await functions.result();
			expect(awsRequestId).to.match(/^[\da-f-]{36}$/);
			expect(remaining).to.be.within(100_000, 200_000);
			expect(context).to.include({
				functionVersion: "1",
				memoryLimitInMB: "512",
				logGroupName: "/aws/lambda/dev",
			});
			expect(context.invokedFunctionArn).to.match(/^arn:aws:lambda:.*:live$/);
		});

		it("sees an event as JSON: what is no JSON is not there", async () => {
			const functions = await functionsOf(
				"exports.handler = async (event) => [typeof event.at, 'gone' in event];",
			);
			const event = { at: new Date(), gone: undefined };
			expect(await functions.result(event)).to.deep.equal(["string", false]);
		});

		it("has the layers that are declared, a later one over an earlier one", async () => {
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
			const functions = await functionsOf(
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
			expect(await functions.result()).to.deep.equal(["one", "first"]);
		});

		it("cannot have a layer that is not declared", async () => {
			const functions = await functionsOf(counting, {
				properties: { layers: ["arn:aws:lambda:us-east-1:1:layer:theirs:1"] },
			});
			const outcome = await functions.invoke().catch((error) => error);
			expect(outcome).to.be.instanceOf(UsageError);
			expect(outcome.message).to.match(/layer:theirs:1, which is not declared/);
		});
	});

	describe("a call that fails", () => {
		it("leaves its environment as it is", async () => {
			const functions = await functionsOf(counting);
			expect(await functions.failure({ action: "fail" })).to.equal(
				"RangeError: too far",
			);
			expect(await functions.result()).to.deep.equal({ calls: 2 });
			const [line] = await functions.logged(/too far/);
			const { level, requestId, message } = JSON.parse(String(line));
			expect(level).to.equal("ERROR");
			expect(requestId).to.match(/^[\da-f-]{36}$/);
			expect(message.errorType).to.equal("RangeError");
			expect(message.stackTrace[0]).to.equal("RangeError: too far");
		});

		for (const [thrown, error] of [
			[null, "object: null"],
			["text", "string: text"],
			[{ code: 7 }, "object: [object Object]"],
		])
			it(`may throw ${JSON.stringify(thrown)}, which is no error`, async () => {
				const functions = await functionsOf(counting);
				const event = { action: "throw", argument: thrown };
				expect(await functions.failure(event)).to.equal(error);
				expect(await functions.result()).to.deep.equal({ calls: 2 });
			});

		it("may return what is no JSON", async () => {
			const functions = await functionsOf(counting);
			expect(await functions.failure({ action: "circle" })).to.match(
				/^TypeError: Converting circular structure/,
			);
			expect(await functions.result()).to.deep.equal({ calls: 2 });
		});

		it("may return nothing, which is null", async () => {
			const functions = await functionsOf("exports.handler = async () => {};");
			expect(await functions.result()).to.equal(null);
		});
	});

	describe("an environment that ends", () => {
		const endings = {
			"with process.exit": [
				{ action: "exit", argument: 3 },
				/^Runtime\.ExitError: RequestId: [\da-f-]{36} Error: Runtime exited with error: exit status 3$/,
			],
			"with process.exit(0)": [
				{ action: "exit", argument: 0 },
				/^Runtime\.ExitError: RequestId: [\da-f-]{36} Error: Runtime exited without providing a reason$/,
			],
			"by an uncaught error": [{ action: "throwLater" }, /^TypeError: later$/],
			"by an uncaught null": [
				{ action: "throwNothingLater" },
				/^object: null$/,
			],
			"by an unhandled rejection": [
				{ action: "reject" },
				/^Runtime\.UnhandledPromiseRejection: unseen$/,
			],
			"by an unhandled rejection of a text": [
				{ action: "rejectText" },
				/^Runtime\.UnhandledPromiseRejection: text$/,
			],
			"because it waits too long": [
				{ action: "hang" },
				/^Sandbox\.Timedout: RequestId: [\da-f-]{36} Error: Task timed out after 7\.00 seconds$/,
			],
			"because it computes too long": [
				{ action: "spin" },
				/^Sandbox\.Timedout: .* Task timed out after 7\.00 seconds$/,
			],
			"because its memory is full": [
				{ action: "fill" },
				/^Runtime\.ExitError: .* Runtime exited with error: signal: aborted$/,
			],
			"because its memory is full of one array": [
				{ action: "fillAtOnce" },
				/^Runtime\.ExitError: .* Runtime exited with error: signal: aborted$/,
			],
			"because its memory is full of a Buffer": [
				{ action: "keep", argument: 80 },
				/^Runtime\.ExitError: .* Runtime exited with error: signal: killed$/,
			],
			"because its memory is full while it waits": [
				{ action: "keepAndWait", argument: 80 },
				/^Runtime\.ExitError: .* Runtime exited with error: signal: killed$/,
			],
		} as const;
		for (const [how, [event, message]] of Object.entries(endings))
			it(`${how} fails the call, and the next has a new one`, async () => {
				const functions = await functionsOf(counting, {
					properties: { timeout: 7, memorySize: 64 },
				});
				expect(await functions.result()).to.deep.equal({ calls: 1 });
				const failed = functions.failure(event);
				if (how.endsWith("too long")) {
					await functions.logged(/it begins/);
					functions.clock.pass(7_000);
				}
				expect(await failed).to.match(message);
				expect(await functions.result()).to.deep.equal({ calls: 1 });
			});

		it("after its answer is replaced, and the log says why", async () => {
			const functions = await functionsOf(counting);
			const answer = await functions.result({ action: "crashAfter" });
			expect(answer).to.deep.equal({ calls: 1 });
			await functions.logged(/after the answer/);
			expect(await functions.result()).to.deep.equal({ calls: 1 });
		});

		it("because it takes too long is killed: what it does stops", async () => {
			const { server, url } = await listen(() => {});
			servers.push(server);
			const connected = once(server, "connection");
			const functions = await functionsOf(
				"exports.handler = () => fetch(process.env.SILENT);",
				{ endpoints: { SILENT: url } },
			);
			const failed = functions.failure();
			const [socket] = await connected;
			const closed = once(socket, "close");
			functions.clock.pass(30_000);
			expect(await failed).to.match(/^Sandbox\.Timedout/);
			await closed;
		});

		it("makes room for those who wait", async () => {
			const functions = await functionsOf(counting);
			const events = Array.from({ length: maxEnvironments + 1 }, () => ({
				action: "exit",
				argument: 1,
			}));
			const all = events.map((event) => functions.failure(event));
			const last = functions.result();
			for (const failure of await Promise.all(all))
				expect(failure).to.match(/^Runtime\.ExitError/);
			expect(await last).to.deep.equal({ calls: 1 });
		});
	});

	it("gives as much memory as is declared", async () => {
		const code = `exports.handler = async () => {
			const all = [];
			while (all.length < 1e6) all.push({ n: all.length });
			return all.length;
		};`;
		const enough = { properties: { memorySize: 256 } };
		expect(await (await functionsOf(code, enough)).result()).to.equal(1e6);
		const little = { properties: { memorySize: 16 } };
		expect(await (await functionsOf(code, little)).failure()).to.match(
			/signal: aborted/,
		);
		const counter = await functionsOf(counting, enough);
		await counter.result({ action: "keep", argument: 80 });
	});

	describe("code that does not start", () => {
		const broken = {
			"throws an error": [
				'throw new RangeError("no such month");',
				"RangeError: no such month",
			],
			"throws nothing": ["throw undefined;", "undefined: undefined"],
			"is no JavaScript": [
				"exports.handler = async => {{",
				/^Runtime\.UserCodeSyntaxError: /,
			],
			"needs a module that is not there": [
				'require("not-there");',
				/^Runtime\.ImportModuleError: Cannot find module 'not-there'/,
			],
			"exports no handler": [
				"exports.other = () => {};",
				"Runtime.HandlerNotFound: index.handler is undefined or not exported",
			],
			"ends by itself": [
				"process.exit(2);",
				"Runtime.ExitError: Runtime exited with error: exit status 2",
			],
		} as const;
		for (const [how, [code, error]] of Object.entries(broken))
			it(`because it ${how} fails each call, and the log says why`, async () => {
				const functions = await functionsOf(code);
				for (const count of [1, 2]) {
					const failure = await functions.failure();
					if (error instanceof RegExp) expect(failure).to.match(error);
					else expect(failure).to.equal(error);
					const lines = await functions.logged(/"level":"ERROR"/, count);
					expect(lines).to.have.length(count);
				}
			});

		it("because it takes too long is ended", async () => {
			const taskRoot = mkdtempSync(join(tmpdir(), "slow-start-"));
			writeFileSync(
				join(taskRoot, "index.js"),
				'require("fs").writeSync(1, "it begins\\n"); for (;;);',
			);
			const failures: string[] = [];
			const lines = new Lines<string>();
			const clock = new ManualClock();
			const environment = new Environment({
				runtime: writeRuntime(taskRoot),
				taskRoot,
				handler: "index.handler",
				variables: {},
				memoryMb: 64,
				timeoutSeconds: 60,
				initSeconds: 10,
				clock,
				log: (line) => lines.add(line),
				logFailure: ({ errorMessage }) => failures.push(errorMessage),
			});
			const call = { payload: "{}", requestId: "", traceId: "" };
			const ended = environment.invoke({ ...call, functionArn: "" });
			await lines.until(() => true);
			clock.pass(10_000);
			const { error } = await ended;
			expect(error?.errorMessage).to.equal(
				"Task timed out after 10.00 seconds",
			);
			expect(failures).to.deep.equal([error?.errorMessage]);
			rmSync(taskRoot, { recursive: true });
		});
	});

	describe("an alias", () => {
		const code =
			"exports.handler = async () => process.env.AWS_LAMBDA_FUNCTION_VERSION;";
		const weigh =
			(weights: Record<string, number>) =>
			(declarations: Declarations): void => {
				Object.assign(stateOf(declarations, alias), {
					functionVersion: "7",
					routingConfig: { additionalVersionWeights: weights },
				});
			};

		it("splits calls by its weights", async () => {
			const draws = [0, 0.09, 0.1, 0.39, 0.4, 0.99];
			const expected: [Record<string, number>, string[]][] = [
				[{ "8": 0.1, "9": 0.3 }, ["8", "8", "9", "9", "7", "7"]],
				[{ "8": 0 }, ["7", "7", "7", "7", "7", "7"]],
				[{ "8": 1 }, ["8", "8", "8", "8", "8", "8"]],
			];
			for (const [weights, versions] of expected) {
				let draw = 0;
				const functions = await functionsOf(code, {
					change: weigh(weights),
					random: () => draws[draw++] as number,
				});
				for (const version of versions)
					expect(await functions.result()).to.equal(version);
			}
		});

		it("splits them by chance where nobody says how", async () => {
			const change = weigh({ "8": 0.5 });
			const functions = await functionsOf(code, { change });
			const seen = new Set<string>();
			while (seen.size < 2) seen.add(await functions.result());
			expect([...seen].sort()).to.deep.equal(["7", "8"]);
		});

		it("is the only way to call: another ARN is none", async () => {
			const functions = await functionsOf(code);
			const error = await functions.lambda
				.invoke("arn:aws:lambda:us-east-1:1:function:f", {
					event: {},
					traceId: "",
				})
				.catch((error) => error);
			expect(error.message).to.match(/^no alias is declared with ARN/);
		});
	});

	describe("the log", () => {
		const code = 'exports.handler = async () => { console.log("line"); };';

		it("has what the function writes, in the declared group", async () => {
			const declarations = fixture();
			declareCode(declarations, code);
			Object.assign(stateOf(declarations, "function"), {
				loggingConfig: { logFormat: "Text", logGroup: "/aws/lambda/dev-other" },
			});
			const statement = {
				Effect: "Allow",
				Action: "logs:*",
				Resource: "*",
			};
			const policy = declarations.resources.find(
				({ type }) => type === "aws:iam/rolePolicy:RolePolicy",
			);
			Object.assign(policy?.state ?? {}, {
				policy: JSON.stringify({ Statement: [statement] }),
			});
			const written = new Lines<string>();
			const functions = new Lambda(declarations, {
				variables: {},
				callers: new Policies(declarations),
				clock: machineClock,
				log: (group, line) => written.add(`${group} ${line}`),
			});
			const { arn } = declarations.one("lambda.Alias");
			await functions.invoke(arn, { event: {}, traceId: "" });
			const lines = await written.until(() => true);
			await functions.close();
			expect(lines).to.deep.equal(["/aws/lambda/dev-other line"]);
		});

		it("has nothing that the function's role may not write", async () => {
			const functions = await functionsOf(
				`console.log("started"); ${counting}`,
				{
					change({ resources }) {
						for (const { type, state } of resources)
							if (type === "aws:iam/rolePolicy:RolePolicy")
								state.policy = JSON.stringify({ Statement: [] });
					},
				},
			);
			await functions.failure({ action: "fail" });
			expect(functions.log).to.deep.equal([]);
		});
	});
});
