import { createContext, runInContext } from "node:vm";
import { expect } from "chai";
import { program } from "../../support/program.ts";

interface Header {
	value: string;
	multiValue?: { value: string }[];
}

/**
 * A request as CloudFront hands it over.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
const requestTo = (uri: string, headers: Record<string, Header> = {}) => ({
	method: "POST",
	uri,
	querystring: { a: { value: "1" } },
	headers: { host: { value: "d111111abcdef8.cloudfront.net" }, ...headers },
	cookies: { c: { value: "2" } },
});

describe("The edge function before the API", () => {
	let code: string;
	before(async () => {
		const declared = await program();
		code = declared.inputs("frontend-viewer-request").code as string;
	});

	/** Runs it as CloudFront does: a script without modules, in a realm that has the language alone. */
	const send = (request: ReturnType<typeof requestTo>, ip = "203.0.113.7") => {
		const event = {
			version: "1.0",
			context: { eventType: "viewer-request", requestId: "r" },
			viewer: { ip },
			request,
		};
		const realm = createContext({ event: JSON.stringify(event) });
		const sent = runInContext(
			`${code}; JSON.stringify(handler(JSON.parse(event)))`,
			realm,
		);
		return JSON.parse(sent) as typeof request;
	};
	const viewer = { "x-viewer-ip": { value: "203.0.113.7" } };

	for (const [uri, sent] of [
		["/api/reasoning", "/reasoning"],
		["/api/health", "/health"],
		["/api/", "/"],
		["/api/api/health", "/api/health"],
		["/api/%2e%2e/health", "/%2e%2e/health"],
		["/apiary", "/apiary"],
		["/other/api/health", "/other/api/health"],
	] as const)
		it(`sends ${uri} on as ${sent}`, () => {
			expect(send(requestTo(uri)).uri).to.equal(sent);
		});

	it("changes nothing else of a request, but adds the viewer's address", () => {
		const own = {
			"content-type": { value: "application/json" },
			accept: { value: "a", multiValue: [{ value: "a" }, { value: "b" }] },
		};
		const sent = send(requestTo("/api/reasoning", own));
		expect(sent).to.deep.equal(requestTo("/reasoning", { ...own, ...viewer }));
	});

	it("takes addresses of IPv6 as they are", () => {
		const { headers } = send(requestTo("/api/health"), "2001:db8::1");
		expect(headers).to.deep.include({
			"x-viewer-ip": { value: "2001:db8::1" },
		});
	});

	it("believes nothing that a viewer says of its address or of tracing", () => {
		const forged = (value: string) => ({
			value,
			multiValue: [{ value }, { value: "198.51.100.2" }],
		});
		const sent = send(
			requestTo("/api/reasoning", {
				"x-viewer-ip": forged("198.51.100.1"),
				"x-forwarded-for": forged("198.51.100.1"),
				"x-amzn-trace-id": forged("Root=1-0-0;Sampled=1"),
			}),
		);
		expect(sent).to.deep.equal(requestTo("/reasoning", viewer));
	});

	it("is written in the language that CloudFront knows", () => {
		// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
		for (const [what, syntax] of [
			["destructuring", /(function \w*\(|const |let |var )\s*[{[]/],
			["a module", /\b(import|export|require)\b/],
			["a class", /\bclass\b/],
			["for-of", /\bof\b/],
			["spread", /\.\.\./],
			["optional chaining", /\?[.?]/],
		] as const)
			expect(withoutComments(code), what).not.to.match(syntax);
		// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
		expect(Buffer.byteLength(code)).to.be.below(10 * 1024);
	});
});

const withoutComments = (code: string) => code.replace(/^\s*\/\/.*$/gm, "");
