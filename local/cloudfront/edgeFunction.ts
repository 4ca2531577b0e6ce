/** A declared CloudFront Function, run in a sandbox with CloudFront's event. */
import { randomUUID } from "node:crypto";
import { createContext, Script } from "node:vm";
import type { Headers, Request } from "../http.ts";

interface EdgeHeader {
	value: string;
	multiValue?: { value: string }[];
}

interface EdgeRequest {
	method: string;
	uri: string;
	querystring: Record<string, EdgeHeader>;
	headers: Record<string, EdgeHeader>;
	cookies: Record<string, EdgeHeader>;
}

export type EdgeFunction = (request: Request) => Request;

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html */
const readOnly = ["content-length", "host", "transfer-encoding", "via"];

/**
 * Loads a viewer-request function: it gives back the request that goes on.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export function loadEdgeFunction(
	code: string,
	distribution: { id: string; domainName: string },
): EdgeFunction {
	// Neither modules nor timers nor the network: the language alone.
	const sandbox = createContext({});
	new Script(code).runInContext(sandbox);
	const call = new Script("handler(event)");
	return (request) => {
		const given = edgeRequest(request);
		sandbox.event = {
			version: "1.0",
			context: {
				distributionDomainName: distribution.domainName,
				distributionId: distribution.id,
				eventType: "viewer-request",
				requestId: randomUUID(),
			},
			viewer: { ip: request.sourceIp },
			request: given,
		};
		const changed: EdgeRequest = call.runInContext(sandbox);
		const headers: Headers = {};
		for (const [name, { value, multiValue }] of Object.entries(changed.headers))
			headers[name] = multiValue?.map((one) => one.value) ?? [value];
		for (const name of readOnly)
			if (request.headers[name]) headers[name] = request.headers[name];
			else delete headers[name];
		return { ...request, path: changed.uri, headers };
	};
}

function edgeRequest(request: Request): EdgeRequest {
	const headers: Record<string, EdgeHeader> = {};
	for (const [name, values] of Object.entries(request.headers))
		if (name !== "cookie") headers[name] = edgeValue(values);
	const query: Record<string, EdgeHeader> = {};
	const parameters = new URLSearchParams(request.query);
	for (const name of parameters.keys())
		query[name] = edgeValue(parameters.getAll(name));
	return {
		method: request.method,
		uri: request.path,
		querystring: query,
		headers,
		cookies: {},
	};
}

function edgeValue(values: string[]): EdgeHeader {
	const [value = "", ...more] = values;
	return more.length > 0
		? { value, multiValue: values.map((one) => ({ value: one })) }
		: { value };
}
