/**
 * A request as a CloudFront Function sees it, and what it makes of it. Cookies
 * are left out: nothing that is declared has any.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
import { validateHeaderName, validateHeaderValue } from "node:http";
import type { Headers, Request, Response } from "../core/http.ts";

interface Value {
	value: string;
	/** When there are several. */
	multiValue?: { value: string }[];
}

type Values = Record<string, Value>;
type Lists = [name: string, values: string[]][];

export interface EdgeRequest {
	method: string;
	uri: string;
	querystring: Values;
	headers: Values;
	cookies: Values;
}

export interface EdgeResponse {
	statusCode: number;
	headers?: Values;
	body?: string;
}

/** A function did what CloudFront does not let it do, or what local/ does not follow. */
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
		querystring: valuesOf(pairsOf(request.query)),
		headers: valuesOf(seen),
		cookies: {},
	};
}

/** The request that goes on. */
export function changedRequest(
	request: Request,
	given: EdgeRequest,
	changed: EdgeRequest,
): Request {
	const { uri, method } = changed;
	if (method !== given.method) throw new Invalid("the method is read-only");
	if (!/^\/[^\s#?]*$/.test(uri)) throw new Invalid(`${uri} is no encoded path`);
	for (const name of ["querystring", "cookies"] as const)
		if (JSON.stringify(changed[name]) !== JSON.stringify(given[name]))
			throw new Invalid(`it changes the ${name}, which local/ does not follow`);
	const kept = Object.entries(request.headers).filter(isHidden);
	const headers = headersOf(lists(changed.headers, given.headers), kept);
	for (const name of readOnly)
		if (headers[name]?.join() !== request.headers[name]?.join())
			throw new Invalid(`the header ${name} is read-only`);
	return { ...request, path: uri, headers };
}

/** The answer that the function gives in the origin's place. */
export function generatedResponse(made: EdgeResponse): Response {
	const { statusCode: status, headers = {}, body = "" } = made;
	if (!Number.isInteger(status) || status < 200 || status > 599)
		throw new Invalid(`the status ${status} is none of an answer`);
	if (typeof body !== "string")
		throw new Invalid("its body is no text, which local/ does not follow");
	const all = headersOf(lists(headers, {}), []);
	return { status, headers: all, body: Buffer.from(body) };
}

function headersOf(added: Lists, kept: Lists): Headers {
	for (const [name, values] of added) {
		if (hidden.test(name) || /[A-Z]/.test(name))
			throw new Invalid(`the header ${name} may not be added`);
		validateHeaderName(name);
		for (const value of values) validateHeaderValue(name, value);
	}
	return Object.fromEntries([...kept, ...added]);
}

/** Values by name, not decoded. */
function pairsOf(query: string): Lists {
	const groups = new Map<string, string[]>();
	for (const pair of query.split("&").filter(Boolean)) {
		const [name = "", ...value] = pair.split("=");
		groups.set(name, [...(groups.get(name) ?? []), value.join("=")]);
	}
	return [...groups];
}

function valuesOf(groups: Lists): Values {
	const one = ([value = ""]: string[]): Value => ({ value });
	return Object.fromEntries(
		groups.map(([name, all]) => [
			name,
			all.length > 1
				? { ...one(all), multiValue: all.map((v) => one([v])) }
				: one(all),
		]),
	);
}

/** Names with all their values: those of `multiValue` if it was changed, else `value` for the first. */
function lists(values: Values, given: Values): Lists {
	return Object.entries(values).map(([name, { value, multiValue }]) => {
		const all = multiValue?.map((one) => one.value) ?? [value];
		const before = given[name]?.multiValue?.map((one) => one.value);
		if (before?.join("\n") === all.join("\n")) all[0] = value;
		if (!all.every((one) => typeof one === "string"))
			throw new Invalid(`${name} has a value that is no text`);
		return [name, all];
	});
}
