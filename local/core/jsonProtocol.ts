/**
 * AWS's JSON protocols: `X-Amz-Target` names the operation, the bodies are JSON.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
import { randomUUID } from "node:crypto";
import type { Caller } from "./caller.ts";
import type { FaultAnswers } from "./faults.ts";
import { header, type Request, type Response, response } from "./http.ts";
import type { Api } from "./service.ts";

/** An error in the service's words. SDKs choose their error class by `code`. */
export class ServiceError extends Error {
	readonly code: string;
	readonly status: number;

	constructor(code: string, message: string, status = 400) {
		super(message);
		this.code = code;
		this.status = status;
	}
}

export type Operations = Record<
	string,
	(input: Record<string, unknown>, caller: Caller) => unknown
>;

/** @throws ServiceError for a call that is refused */
export function authorize(caller: Caller, action: string, resource: string) {
	const refusal = caller.refusal({ action, resource });
	if (refusal) throw new ServiceError("AccessDeniedException", refusal);
}

/** An API that runs the operation of a request. */
export function jsonApi(operations: Operations): Api {
	return async (request, caller) => {
		const [, name = ""] = (header(request, "x-amz-target") ?? "").split(".");
		try {
			const operation = Object.hasOwn(operations, name) && operations[name];
			if (!operation)
				throw new ServiceError(
					"UnknownOperationException",
					`This machine does not serve ${name || "a request without X-Amz-Target"}.`,
				);
			return answer(request, 200, await operation(parse(request), caller));
		} catch (error) {
			if (error instanceof ServiceError) return failure(request, error);
			throw error;
		}
	};
}

/** An error as it goes over the wire. */
export function failure(
	request: Request,
	{ code, message, status }: ServiceError,
): Response {
	return answer(request, status, { __type: code, message });
}

/** Code and message of a throttled and of a failed call. */
export function jsonFaults(
	throttle: [string, string],
	error: [string, string],
): FaultAnswers {
	return {
		throttle: (request) => failure(request, new ServiceError(...throttle)),
		error: (request) => failure(request, new ServiceError(...error, 500)),
	};
}

function answer(request: Request, status: number, body: unknown): Response {
	// DynamoDB speaks version 1.0, the others 1.1. Both look the same here.
	const is10 = header(request, "content-type") === "application/x-amz-json-1.0";
	const headers = {
		"content-type": `application/x-amz-json-1.${is10 ? 0 : 1}`,
		"x-amzn-requestid": randomUUID(),
	};
	return response(status, headers, JSON.stringify(body));
}

function parse({ body }: Request): Record<string, unknown> {
	try {
		const input = JSON.parse(body.toString());
		if (Object(input) === input && !Array.isArray(input)) return input;
	} catch {
		// The error below says it.
	}
	throw new ServiceError(
		"SerializationException",
		"The body is not a JSON object.",
	);
}
