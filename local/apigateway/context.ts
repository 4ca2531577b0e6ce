/** What is known of a request on its way through the stage, and the `$context` variables that tell it. */
import type { Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { GatewayError } from "./gatewayError.ts";
import type { Trace } from "./trace.ts";

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
