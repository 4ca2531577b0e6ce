/**
 * AWS's JSON protocols: the operation in `X-Amz-Target`, JSON in and out.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
import { randomUUID } from "node:crypto";
import { header, type Request, type Response, response } from "../http.ts";
import { type Caller, refusal } from "./iam.ts";

/** An error in the service's words; SDKs make their error classes of `code`. */
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

/** Throws what a service answers when the caller may not do a thing. */
export function authorize(caller: Caller, action: string, resource: string) {
	const call = { action, resource };
	if (caller.may(call)) return;
	throw new ServiceError("AccessDeniedException", refusal(caller, call));
}

/** Runs the operation that a request names. */
export function serveJson(
	operations: Operations,
	request: Request,
	caller: Caller,
): Response {
	const [, name = ""] = (header(request, "x-amz-target") ?? "").split(".");
	const headers = {
		"content-type": "application/x-amz-json-1.1",
		"x-amzn-requestid": randomUUID(),
	};
	try {
		const operation = operations[name];
		if (!operation)
			throw new ServiceError(
				"UnknownOperationException",
				`This machine does not serve ${name || "a request without X-Amz-Target"}.`,
			);
		const output = operation(parse(request), caller);
		return response(200, headers, JSON.stringify(output));
	} catch (error) {
		if (!(error instanceof ServiceError)) throw error;
		const { code, message, status } = error;
		return response(status, headers, JSON.stringify({ __type: code, message }));
	}
}

function parse({ body }: Request): Record<string, unknown> {
	try {
		return JSON.parse(body.toString());
	} catch {
		throw new ServiceError("SerializationException", "The body is not JSON.");
	}
}
