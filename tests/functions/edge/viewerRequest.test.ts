import { createContext, runInContext } from "node:vm";
import { expect } from "chai";
import { program } from "../../support/program.ts";

interface Header {
	value: string;
	multiValue?: { value: string }[];
}

/**
 * A request as CloudFront passes it.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
const requestTo = (uri: string, headers: Record<string, Header> = {}) => ({
	method: "POST",
	uri,
	querystring: { a: { value: "1" } },
	headers: { host: { value: "d111111abcdef8.cloudfront.net" }, ...headers },
	cookies: { c: { value: "2" } },
});

describe("The edge function", () => {
	let code: string;
	before(async () => {
		const declared = await program();
		code = declared.inputs("frontend-viewer-request").code as string;
	});

	/** Runs the function as CloudFront does: a script without modules, in a realm with only the language. */
	const run = (request: ReturnType<typeof requestTo>): unknown => {
		const event = {
			version: "1.0",
			context: { eventType: "viewer-request", requestId: "id-1" },
			viewer: { ip: "203.0.113.7" },
			request,
		};
		const realm = createContext({ event: JSON.stringify(event) });
		const made = runInContext(
			`${code}; JSON.stringify(handler(JSON.parse(event)))`,
			realm,
		);
		return JSON.parse(made);
	};
	const send = (request: ReturnType<typeof requestTo>) =>
		run(request) as typeof request;

	for (const [uri, sent] of [
		["/api/reasoning", "/reasoning"],
		["/api/health", "/health"],
		["/", "/"],
		["/sample_calendar.html", "/sample_calendar.html"],
		["/index.geojson", "/index.geojson"],
		["/anomalies209912.geojson", "/anomalies209912.geojson"],
		["/anomalies209912.columns", "/anomalies209912.columns"],
	] as const)
		it(`forwards ${uri} as ${sent}`, () => {
			expect(send(requestTo(uri)).uri).to.equal(sent);
		});

	it("forwards requests for files of this release and of others", async () => {
		const { resources } = await program();
		const keys = resources
			.filter(({ name }) =>
				/^frontend-(main|coastlines|worker|bordersWorker|share)/.test(name),
			)
			.map(({ inputs }) => `/${inputs.key}`);
		expect(keys).to.have.length(7);
		for (const key of keys) {
			expect(send(requestTo(key)).uri).to.equal(key);
			const earlier = key.replace(/-\w+\./, "-Earlier1.");
			expect(send(requestTo(earlier)).uri).to.equal(earlier);
		}
	});

	for (const uri of [
		"//api/health",
		"/%61pi/health",
		"/x/../api/health",
		"/api/../api/health",
		"/api//health",
		"/api/health/",
		"/api/",
		"/api",
		"/api/api/health",
		"/api/nothing",
		"/API/health",
		"/./sample_calendar.html",
		"/%73ample_calendar.html",
		"//",
		"/favicon.ico",
		"/main.js",
		"/main-12345678.js.map",
		"/x/main-12345678.js",
		"/anomalies202407.geojson.gz",
		"/anomalies2024.geojson",
		"/anomalies202407.columns.gz",
		"/index.columns",
		"/x/index.geojson",
		"/index_geojson",
	])
		it(`answers 404 for ${uri}`, () => {
			const { body, ...answer } = run(requestTo(uri)) as { body: string };
			expect(answer).to.deep.equal({
				statusCode: 404,
				statusDescription: "Not Found",
				headers: {
					"content-type": { value: "application/json" },
					"cache-control": { value: "no-store" },
				},
			});
			expect(JSON.parse(body)).to.deep.equal({
				error: "not_found",
				message: "There is nothing at this path.",
				request_id: "id-1",
			});
		});

	it("does not change the rest of a request", () => {
		const own = {
			"content-type": { value: "application/json" },
			accept: { value: "a", multiValue: [{ value: "a" }, { value: "b" }] },
		};
		expect(send(requestTo("/api/reasoning", own))).to.deep.equal(
			requestTo("/reasoning", own),
		);
		expect(send(requestTo("/", own))).to.deep.equal(requestTo("/", own));
	});

	it("removes the viewer's headers about its address and tracing", () => {
		const forged = (value: string) => ({
			value,
			multiValue: [{ value }, { value: "198.51.100.2" }],
		});
		const sent = send(
			requestTo("/api/reasoning", {
				"x-forwarded-for": forged("198.51.100.1"),
				"x-amzn-trace-id": forged("Root=1-0-0;Sampled=1"),
			}),
		);
		expect(sent).to.deep.equal(requestTo("/reasoning"));
	});

	describe("selects the object of a month by Accept-Encoding", () => {
		const uri = "/anomalies202407.geojson";
		for (const [accepted, suffix] of [
			["gzip, deflate, br, zstd", ".br"],
			["br", ".br"],
			["BR;Q=1.0", ".br"],
			["gzip, deflate", ".gz"],
			["br;q=0, gzip", ".gz"],
			["br ; q=0.5 , gzip ; q=0.8", ".gz"],
			["gzip;q=0, br;q=0", ""],
			["identity;q=1, gzip;q=0.5", ""],
			["identity, br", ".br"],
			["deflate", ""],
			["x-gzip, brotli, my-br", ""],
			["*", ""],
			["", ""],
			["gzip;q=x", ""],
		] as const)
			it(`${accepted}: ${suffix || "as it is"}`, () => {
				const headers = { "accept-encoding": { value: accepted } };
				expect(send(requestTo(uri, headers))).to.deep.equal(
					requestTo(`${uri}${suffix}`, headers),
				);
			});

		it("without the header: as it is", () => {
			expect(send(requestTo(uri)).uri).to.equal(uri);
		});

		it("with several headers: all together", () => {
			const [gzip, br] = [{ value: "gzip;q=0.5" }, { value: "br" }];
			const headers = {
				"accept-encoding": { ...gzip, multiValue: [gzip, br] },
			};
			expect(send(requestTo(uri, headers)).uri).to.equal(`${uri}.br`);
		});

		it("but not for the index, which has one object", () => {
			const headers = { "accept-encoding": { value: "br" } };
			expect(send(requestTo("/index.geojson", headers)).uri).to.equal(
				"/index.geojson",
			);
		});
	});

	it("uses only the language of CloudFront's runtime", () => {
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
