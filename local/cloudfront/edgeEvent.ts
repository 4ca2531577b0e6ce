/**
 * The event of a CloudFront Function, and the request or response that it
 * returns. Events have neither query nor cookies; start refuses functions that
 * name them.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
import { validateHeaderName, validateHeaderValue } from "node:http";
import type { Headers, Request, Response } from "../core/http.ts";

interface Value {
	value: string;
	/** For several values. */
	multiValue?: { value: string }[];
}

type Values = Record<string, Value>;

export interface EdgeRequest {
	method: string;
	uri: string;
	headers: Values;
}

export interface EdgeResponse {
	statusCode: number;
	headers?: Values;
	body?: string;
}

/** A function returned a value that CloudFront refuses, or that local/ does not support. */
export class Invalid extends Error {}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-headers
const hidden =
	/^(connection|cookie|expect|keep-alive|proxy-(authenticate|authorization|connection)|trailer|upgrade|x-accel-(buffering|charset|limit-rate|redirect)|x-amz-cf-.*|x-amzn-(auth|cf-billing|cf-id|cf-xff|errortype|fle-profile|header-count|header-order|lambda-integration-tag|requestid)|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
const readOnly = ["content-length", "host", "transfer-encoding", "via"];

const isHidden = ([name]: [string, unknown]) => hidden.test(name);

export function edgeRequest(request: Request): EdgeRequest {
	const seen = Object.entries(request.headers).filter((one) => !isHidden(one));
	return {
		method: request.method,
		uri: request.path,
		headers: valuesOf(seen),
	};
}

/** The request with the changes of the function. */
export function changedRequest(
	request: Request,
	given: EdgeRequest,
	changed: EdgeRequest,
): Request {
	const { uri, method } = changed;
	if (method !== given.method) throw new Invalid("the method is read-only");
	if (!/^\/[^\s#?]*$/.test(uri))
		throw new Invalid(`${uri} is not an encoded path`);
	const kept = Object.entries(request.headers).filter(isHidden);
	const headers = {
		...Object.fromEntries(kept),
		...headersOf(changed.headers),
	};
	for (const name of readOnly)
		if (headers[name]?.join() !== request.headers[name]?.join())
			throw new Invalid(`the header ${name} is read-only`);
	return { ...request, path: uri, headers };
}

/** The response of the function, in place of the origin's. */
export function generatedResponse(made: EdgeResponse): Response {
	const { statusCode: status, headers = {}, body = "" } = made;
	if (!Number.isInteger(status) || status < 200 || status > 599)
		throw new Invalid(`the status ${status} is not from 200 to 599`);
	if (typeof body !== "string")
		throw new Invalid("the body is not a string; local/ supports no other");
	return { status, headers: headersOf(headers), body: Buffer.from(body) };
}

/** Uses `multiValue` if it is there, and `value` otherwise. */
function headersOf(values: Values): Headers {
	const entries = Object.entries(values).map(([name, one]) => {
		const all = (one.multiValue ?? [one]).map(({ value }) => value);
		if (hidden.test(name) || /[A-Z]/.test(name))
			throw new Invalid(`the header ${name} may not be added`);
		validateHeaderName(name);
		for (const value of all) {
			if (typeof value !== "string")
				throw new Invalid(`${name} has a value that is not a string`);
			validateHeaderValue(name, value);
		}
		return [name, all];
	});
	return Object.fromEntries(entries);
}

function valuesOf(headers: [name: string, values: string[]][]): Values {
	return Object.fromEntries(
		headers.map(([name, all]) => {
			const multiValue = all.map((value) => ({ value }));
			const value = all[0] ?? "";
			return [name, all.length > 1 ? { value, multiValue } : { value }];
		}),
	);
}
