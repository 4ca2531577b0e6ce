/** What is known of a request on its way through the stage, and the `$context` variables that tell it. */
import { header, type Request } from "../core/http.ts";
import type { GatewayError } from "./gatewayError.ts";
import type { Trace } from "./trace.ts";

/** What every request to the stage shares. */
export interface StageFacts {
	accountId: string;
	apiId: string;
	/** Of the API in AWS. */
	domainName: string;
	deploymentId: string;
	stage: string;
	/** Of the firewall in front of the stage. */
	webAclArn: string | undefined;
	/** Whether X-Ray traces the stage at all. */
	isTraced: boolean;
}

export interface Exchange {
	facts: StageFacts;
	request: Request;
	requestId: string;
	extendedRequestId: string;
	/** Epoch milliseconds. */
	time: number;
	/** Path below the stage, as it came. */
	path: string;
	trace: Trace;
	resource?: { path: string };
	pathParameters?: Record<string, string>;
	integration?: IntegrationFacts;
	error?: GatewayError;
	answer?: { status: number; length: number; latency: number };
}

export interface IntegrationFacts {
	/** Milliseconds. */
	latency?: number;
	/** The function's status. */
	status?: number;
}

type Variable = (exchange: Exchange) => string | number | undefined;

/**
 * By name, without the `$context.` before it: what declared templates name.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const variables: Record<string, Variable> = {
	"error.message": ({ error }) => error?.message,
	"error.messageString": ({ error }) => error && JSON.stringify(error.message),
	"error.responseType": ({ error }) => error?.responseType,
	extendedRequestId: ({ extendedRequestId }) => extendedRequestId,
	httpMethod: ({ request }) => request.method,
	"identity.sourceIp": ({ request }) => request.sourceIp,
	"identity.userAgent": ({ request }) => header(request, "user-agent"),
	"integration.status": ({ integration }) => integration?.status,
	integrationLatency: ({ integration }) => integration?.latency,
	path: ({ request }) => request.path,
	requestId: ({ requestId }) => requestId,
	requestTime: ({ time }) => requestTime(time),
	resourcePath: ({ resource }) => resource?.path,
	responseLatency: ({ answer }) => answer?.latency,
	responseLength: ({ answer }) => answer?.length,
	stage: ({ facts }) => facts.stage,
	status: ({ answer }) => answer?.status,
	// Not set where no firewall is.
	"waf.status": ({ facts: { webAclArn }, error }) =>
		webAclArn && (error?.responseType === "WAF_FILTERED" ? 403 : 200),
	xrayTraceId: ({ facts, trace }) => (facts.isTraced ? trace.root : undefined),
};

/**
 * Makes a template ready to be filled in. Values are escaped as in a JSON
 * string: API Gateway does so (https://github.com/DataBiosphere/azul/issues/4348).
 * @param unset stands for a variable without a value
 */
export function compileTemplate(
	template: string,
	unset: string,
): (exchange: Exchange) => string {
	const [first = "", ...rest] = template.split(/\$context\.([\w.]*\w)/);
	const parts: { name: string; value: Variable; text: string }[] = [];
	for (let i = 0; i < rest.length; i += 2) {
		const name = rest[i] as string;
		const value = variables[name] ?? (() => undefined);
		parts.push({ name, value, text: rest[i + 1] as string });
	}
	return (exchange) => {
		let filled = first;
		for (const { name, value, text } of parts) {
			const given = value(exchange);
			if (given === undefined) filled += unset;
			else if (typeof given === "number" || name === "error.messageString")
				filled += given;
			else filled += JSON.stringify(given).slice(1, -1);
			filled += text;
		}
		return filled;
	};
}

/** As in a common log: `22/Nov/2026:14:02:11 +0000`. */
export function requestTime(time: number): string {
	const [, day, month, year, clock] = new Date(time).toUTCString().split(" ");
	return `${day}/${month}/${year}:${clock} +0000`;
}
