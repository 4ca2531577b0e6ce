/** What is known of a request on its way through the stage, and the `$context` variables that tell it. */
import { header, type Request } from "../core/http.ts";
import type { Refusal } from "./gatewayResponses.ts";
import type { Trace } from "./trace.ts";
import type { Key } from "./usagePlans.ts";

/** What every request to the stage shares. */
export interface StageFacts {
	accountId: string;
	apiId: string;
	/** Of the API in AWS. */
	domainName: string;
	deploymentId: string;
	stage: string;
	variables: Record<string, string> | null;
	/** Of the firewall in front of the stage. */
	webAclArn: string | undefined;
	/** Whether X-Ray traces the stage at all. */
	isTraced: boolean;
	/** Whether bodies of this media type are bytes and not text. */
	isBinary(mediaType: string): boolean;
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
	resource?: { id: string; path: string };
	pathParameters?: Record<string, string> | null;
	key?: Key;
	integration?: IntegrationFacts;
	refusal?: Refusal;
	answer?: { status: number; length: number; latency: number };
}

export interface IntegrationFacts {
	/** Milliseconds. */
	latency?: number;
	/** Of the invocation. */
	requestId?: string;
	/** Lambda's own status, whatever the function did. */
	lambdaStatus?: number;
	/** The function's status. */
	status?: number;
	error?: string;
}

type Variable = (exchange: Exchange) => string | number | undefined;

/**
 * By name, without the `$context.` before it. What belongs to authorizers,
 * client certificates and mapping templates is never set here.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const variables: Record<string, Variable> = {
	accountId: ({ facts }) => facts.accountId,
	apiId: ({ facts }) => facts.apiId,
	awsEndpointRequestId: ({ integration }) => integration?.requestId,
	deploymentId: ({ facts }) => facts.deploymentId,
	domainName: ({ facts }) => facts.domainName,
	domainPrefix: ({ facts }) => facts.domainName.split(".")[0],
	"error.message": ({ refusal }) => refusal?.message,
	"error.messageString": ({ refusal }) =>
		refusal && JSON.stringify(refusal.message),
	"error.responseType": ({ refusal }) => refusal?.responseType,
	"error.validationErrorString": ({ refusal }) =>
		refusal?.validation || undefined,
	extendedRequestId: ({ extendedRequestId }) => extendedRequestId,
	httpMethod: ({ request }) => request.method,
	"identity.apiKey": ({ key }) => key?.value,
	"identity.apiKeyId": ({ key }) => key?.id,
	"identity.sourceIp": ({ request }) => request.sourceIp,
	"identity.userAgent": ({ request }) => header(request, "user-agent"),
	"integration.error": ({ integration }) => integration?.error,
	"integration.integrationStatus": ({ integration }) =>
		integration?.lambdaStatus,
	"integration.latency": ({ integration }) => integration?.latency,
	"integration.requestId": ({ integration }) => integration?.requestId,
	"integration.status": ({ integration }) => integration?.status,
	integrationErrorMessage: ({ integration }) => integration?.error,
	integrationLatency: ({ integration }) => integration?.latency,
	integrationStatus: ({ integration }) => integration?.lambdaStatus,
	path: ({ request }) => request.path,
	protocol: () => "HTTP/1.1",
	requestId: ({ requestId }) => requestId,
	requestTime: ({ time }) => requestTime(time),
	requestTimeEpoch: ({ time }) => time,
	resourceId: ({ resource }) => resource?.id,
	resourcePath: ({ resource }) => resource?.path,
	responseLatency: ({ answer }) => answer?.latency,
	responseLength: ({ answer }) => answer?.length,
	stage: ({ facts }) => facts.stage,
	status: ({ answer }) => answer?.status,
	"waf.status": (exchange) => wafVerdict(exchange, 200, 403),
	wafResponseCode: (exchange) => wafVerdict(exchange, "WAF_ALLOW", "WAF_BLOCK"),
	webaclArn: ({ facts }) => facts.webAclArn,
	xrayTraceId: ({ facts, trace }) => (facts.isTraced ? trace.root : undefined),
};

/** Not set where no firewall is. */
function wafVerdict<T>({ facts, refusal }: Exchange, allow: T, block: T) {
	if (!facts.webAclArn) return undefined;
	return refusal?.responseType === "WAF_FILTERED" ? block : allow;
}

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
