/** A declared CloudFront Function, run in a sandbox with CloudFront's event. */
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

/** The request that goes on, or what the viewer gets instead. */
export type EdgeFunction = (request: Request) => Request | Outcome;

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
const maxCodeBytes = 10 * 1024;

/**
 * CloudFront's limit is about a millisecond of computing; the one here is time
 * of the clock, and others have the processor too: what is right must not be
 * ended because the machine is busy. The watchdog is a thread for each call,
 * which costs more than the call: only code that could run on has one.
 */
const mayRunOn = /\b(for|while)\s*\(|\b(async|await|then)\b/;

/** What goes in and comes out is text: an object of ours would be a way out of the sandbox. */
const call = new Script(`
	__result = __problem = undefined;
	Promise.resolve(__event).then(JSON.parse).then(handler).then(JSON.stringify).then(
		(text) => { __result = text; },
		(error) => { __problem = String(error); },
	);
`);

/**
 * Loads a viewer-request function. What it puts into a global is still there
 * at its next call, which CloudFront does not promise.
 * @param timeout of the watchdog, milliseconds
 * @throws UsageError for what CloudFront would not take
 */
export function loadEdgeFunction(
	{ name, code }: Pick<StateOf<"cloudfront.Function">, "name" | "code">,
	distribution: { id: string; domainName: string },
	timeout: number,
): EdgeFunction {
	const sandbox = load(name, code, timeout);
	const options = mayRunOn.test(code) ? { timeout } : {};
	const told = new Set<string>();
	const failure = (status: number, kind: string, reason: string) => {
		if (!told.has(reason))
			console.error(`CloudFront Function ${name}: ${reason} (${status})`);
		told.add(reason);
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

/** Neither modules nor timers nor the network nor `eval`: the language alone. */
function load(name: string, code: string, timeout: number): Context {
	const bytes = Buffer.byteLength(code);
	if (bytes > maxCodeBytes)
		throw new UsageError(
			`the CloudFront Function ${name} has ${bytes} bytes, and CloudFront takes ${maxCodeBytes}; make it shorter`,
		);
	const [unknown] = /\b(querystring|cookies)\b/.exec(code) ?? [];
	if (unknown)
		throw new UsageError(
			`the CloudFront Function ${name} names ${unknown}, which local/ does not give it; take it out, or add it to local/cloudfront/edgeEvent.ts`,
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
