/** A request on its way through the stage. */
import { randomBytes } from "node:crypto";
import type { Request } from "../core/http.ts";

export interface Exchange {
	stage: string;
	request: Request;
	requestId: string;
	/** Epoch milliseconds. */
	time: number;
	/** Path below the stage, as the client sent it. */
	path: string;
	trace: Trace;
	/** The declared path. */
	resource?: string;
	pathParameters?: Record<string, string>;
}

/** An error that API Gateway answers itself, with its own message. */
export class GatewayError extends Error {
	/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
	readonly responseType: string;
	/** The status, unless the declared response has another. */
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
 * Continues the trace that a request came with, or begins a new one.
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
