/** Runs a declared CloudFront Function in a sandbox. */
import { randomUUID } from "node:crypto";
import { type Context, createContext, Script } from "node:vm";
import type { Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import {
	changedRequest,
	edgeRequest,
	generatedResponse,
	Invalid,
} from "./edgeEvent.ts";
import { errorPage, type Outcome } from "./outcome.ts";

/** Returns the changed request, or the answer to the viewer. */
export type EdgeFunction = (request: Request) => Request | Outcome;

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
const maxCodeBytes = 10 * 1024;

/**
 * Code with a loop or a promise has a time limit. CloudFront's is a millisecond
 * of computing; this one is in time of the clock, and long enough for a busy
 * machine. Other code always ends, and has no limit, because a limit costs a
 * thread for each call.
 */
const mayRunOn = /\b(for|while)\s*\(|\b(async|await|then)\b/;

/** Exchanges text only, because an object of this process would be a way out of the sandbox. */
const call = new Script(`
	__result = __problem = undefined;
	Promise.resolve(__event).then(JSON.parse).then(handler).then(JSON.stringify).then(
		(text) => { __result = text; },
		(error) => { __problem = String(error); },
	);
`);

/**
 * Loads a viewer-request function. Its global variables keep their values from
 * call to call, which CloudFront does not guarantee.
 * @param timeout milliseconds
 * @throws UsageError for code that CloudFront would refuse
 */
export function loadEdgeFunction(
	{ name, code }: Pick<StateOf<"cloudfront.Function">, "name" | "code">,
	distribution: { id: string; domainName: string },
	timeout: number,
): EdgeFunction {
	const sandbox = load(name, code, timeout);
	const options = mayRunOn.test(code) ? { timeout } : {};
	const printed = new Set<string>();
	const failure = (status: number, kind: string, reason: string) => {
		if (!printed.has(reason))
			console.error(`CloudFront Function ${name}: ${reason} (${status})`);
		printed.add(reason);
		return errorPage(
			status,
			"The CloudFront function associated with the CloudFront distribution is invalid or could not run.",
			kind,
		);
	};
	return (request) => {
		const given = edgeRequest(request);
		sandbox.__event = JSON.stringify({
			version: "1.0",
			context: {
				distributionDomainName: distribution.domainName,
				distributionId: distribution.id,
				eventType: "viewer-request",
				requestId: randomUUID(),
			},
			viewer: { ip: request.sourceIp },
			request: given,
		});
		try {
			call.runInContext(sandbox, options);
		} catch (error) {
			sandbox.__problem = String(error);
		}
		if (sandbox.__problem !== undefined)
			return failure(503, "FunctionExecutionError", `${sandbox.__problem}`);
		try {
			if (typeof sandbox.__result !== "string")
				throw new Invalid("handler returned nothing");
			const result = JSON.parse(sandbox.__result);
			if (result?.statusCode === undefined)
				return changedRequest(request, given, result);
			const answer = generatedResponse(result);
			return { answer, xCache: "FunctionGeneratedResponse" };
		} catch (error) {
			if (!(error instanceof Invalid) && !(error instanceof TypeError))
				throw error;
			return failure(502, "FunctionValidationError", error.message);
		}
	};
}

/** Loads code into a sandbox with the language alone: no modules, timers, network or `eval`. */
function load(name: string, code: string, timeout: number): Context {
	const bytes = Buffer.byteLength(code);
	if (bytes > maxCodeBytes)
		throw new UsageError(
			`the CloudFront Function ${name} has ${bytes} bytes, and CloudFront allows ${maxCodeBytes}; make it shorter`,
		);
	const [unknown] = /\b(querystring|cookies)\b/.exec(code) ?? [];
	if (unknown)
		throw new UsageError(
			`the CloudFront Function ${name} names ${unknown}, which its event does not have in local/; remove it, or add it to local/cloudfront/edgeEvent.ts`,
		);
	try {
		const sandbox = createContext(Object.create(null), {
			codeGeneration: { strings: false, wasm: false },
			microtaskMode: "afterEvaluate",
		});
		const prelude = "var console = { log: function () {} };";
		for (const script of [prelude, code, "handler.call"])
			new Script(script).runInContext(sandbox, { timeout });
		return sandbox;
	} catch (error) {
		throw new UsageError(`the CloudFront Function ${name} fails: ${error}`);
	}
}
