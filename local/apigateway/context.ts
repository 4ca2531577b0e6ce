/** What is known of a request on its way through the stage, and the `$context` variables that tell it. */
import { randomBytes } from "node:crypto";
import type { Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";

export interface Exchange {
	stage: string;
	hasFirewall: boolean;
	/** Whether X-Ray traces the stage at all. */
	isTraced: boolean;
	request: Request;
	requestId: string;
	/** Epoch milliseconds. */
	time: number;
	/** Path below the stage, as it came. */
	path: string;
	trace: Trace;
	/** The declared path. */
	resource?: string;
	pathParameters?: Record<string, string>;
	/** Milliseconds that the function took, and its status. */
	integration?: { latency: number; status?: number };
	error?: GatewayError;
	answer?: { status: number; length: number; latency: number };
}

type Variable = (exchange: Exchange) => string | number | undefined;

/**
 * By name, without the `$context.` before it: what declared templates name.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const variables: Record<string, Variable> = {
	"error.messageString": ({ error }) => error && JSON.stringify(error.message),
	"error.responseType": ({ error }) => error?.responseType,
	httpMethod: ({ request }) => request.method,
	"integration.status": ({ integration }) => integration?.status,
	integrationLatency: ({ integration }) => integration?.latency,
	path: ({ request }) => request.path,
	requestId: ({ requestId }) => requestId,
	requestTime: ({ time }) => requestTime(time),
	resourcePath: ({ resource }) => resource,
	responseLatency: ({ answer }) => answer?.latency,
	responseLength: ({ answer }) => answer?.length,
	status: ({ answer }) => answer?.status,
	// Not set where no firewall is.
	"waf.status": ({ hasFirewall, error }) =>
		hasFirewall
			? error?.responseType === "WAF_FILTERED"
				? 403
				: 200
			: undefined,
	xrayTraceId: ({ isTraced, trace }) => (isTraced ? trace.root : undefined),
};

/**
 * Makes a template ready to be filled in. Values are escaped as in a JSON
 * string: API Gateway does so (https://github.com/DataBiosphere/azul/issues/4348).
 * @param unset stands for a variable without a value
 * @throws UsageError for a variable that is not in the table above
 */
export function compileTemplate(
	template: string,
	unset: string,
): (exchange: Exchange) => string {
	const name = /\$context\.([\w.]*\w)/g;
	for (const [whole, known = ""] of template.matchAll(name))
		if (!variables[known])
			throw new UsageError(
				`a template names ${whole}; local/ knows ${Object.keys(variables).join(", ")}; take one of them, or add it to local/apigateway/context.ts`,
			);
	return (exchange) =>
		template.replace(name, (_, known) => {
			const value = variables[known]?.(exchange) ?? unset;
			return known === "error.messageString"
				? String(value)
				: JSON.stringify(String(value)).slice(1, -1);
		});
}

/** As in a common log: `22/Nov/2026:14:02:11 +0000`. */
export function requestTime(time: number): string {
	const [, day, month, year, clock] = new Date(time).toUTCString().split(" ");
	return `${day}/${month}/${year}:${clock} +0000`;
}

/** Something that API Gateway answers itself, in its own words. */
export class GatewayError extends Error {
	/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
	readonly responseType: string;
	/** Unless the declared response has another. */
	readonly status: number;

	constructor(responseType: string, status: number, message: string) {
		super(message);
		this.responseType = responseType;
		this.status = status;
	}
}

export interface Trace {
	/** As `1-67000000-…`. */
	root: string;
	/** As Lambda and X-Ray have it: `Root=…;Parent=…;Sampled=…`. */
	header: string;
}

/**
 * Goes on with the trace that a request came with, or begins one.
 * @param given value of `X-Amzn-Trace-Id`
 * @param time epoch milliseconds
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function traceOf(
	given: string | undefined,
	time: number,
	isSampled: () => boolean,
): Trace {
	const fields = new Map(
		given?.split(";").map((field) => field.split("=") as [string, string]),
	);
	const ids = randomBytes(20).toString("hex");
	const seconds = Math.floor(time / 1000).toString(16);
	const root = fields.get("Root") ?? `1-${seconds}-${ids.slice(0, 24)}`;
	const parent = fields.get("Parent") ?? ids.slice(24);
	const sampled = fields.get("Sampled") ?? String(Number(isSampled()));
	return { root, header: `Root=${root};Parent=${parent};Sampled=${sampled}` };
}
