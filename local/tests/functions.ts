/** Declared functions that tests call. */
import { expect } from "chai";
import type { Declarations } from "../evaluate/declarations.ts";
import { Policies } from "../iam/iam.ts";
import {
	type Functions,
	type FunctionsOptions,
	serveFunctions,
} from "../lambda/lambda.ts";
import { declareCode, type State, stateOf } from "./declare.ts";
import { fixture } from "./fixture.ts";
import { Lines } from "./lines.ts";
import { ManualClock } from "./manualClock.ts";

/** Does what an event says, and returns the number of calls of its environment: 1 in a new one. */
export const actions = `
	let calls = 0;
	/** Writes the line before a loop, which blocks the stream of the log. */
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

export interface FunctionSetup extends FunctionsOptions {
	/** Properties of the function in place of the declared ones. */
	properties?: State;
	/** Changes anything else that is declared. */
	change?: (declarations: Declarations) => void;
	/** Environment variables beside the declared ones. */
	variables?: Record<string, string>;
}

/** The declared function, invoked by its alias. */
export class TestFunction {
	readonly functions: Functions;
	readonly clock = new ManualClock();
	/** Lines of the log, after the name of their group. */
	readonly log = new Lines<string>();
	readonly #arn: string;

	constructor(code: string, setup: FunctionSetup = {}) {
		const { properties, change, variables = {} } = setup;
		const declarations = fixture();
		declareCode(declarations, code);
		Object.assign(stateOf(declarations, "function"), properties);
		change?.(declarations);
		this.#arn = declarations.one("lambda.Alias").arn;
		this.functions = serveFunctions(
			declarations,
			{
				variables,
				callers: new Policies(declarations),
				log: (group, line) => this.log.add(`${group} ${line}`),
				clock: this.clock,
			},
			setup,
		);
	}

	invoke(event: unknown = {}, arn = this.#arn) {
		return this.functions.invoke(arn, { event, traceId: "Root=1-2-3" });
	}

	/** The result of a call, which must succeed. */
	async result(event: unknown = {}) {
		const { result, error } = await this.invoke(event);
		expect(error).to.equal(undefined);
		return JSON.parse(String(result));
	}

	/** The error of a call, which must fail. */
	async failure(event: unknown = {}) {
		const { error } = await this.invoke(event);
		return `${error?.errorType}: ${error?.errorMessage}`;
	}

	/** Waits until this many lines of the log match. */
	logged(pattern: RegExp, count = 1): Promise<string[]> {
		return this.log.until((line) => pattern.test(line), count);
	}
}

/** Starts functions that stop after the suite that calls this. */
export function functionStarter() {
	const started: TestFunction[] = [];
	after(async () => {
		for (const { functions } of started) await functions.close();
	});
	return (...args: ConstructorParameters<typeof TestFunction>) => {
		const made = new TestFunction(...args);
		started.push(made);
		return made;
	};
}
