import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import {
	cachePolicy,
	defaultBehavior,
	type Edge,
	Edges,
	page,
} from "../tests/edge.ts";

const modified = "Sun, 22 Nov 2026 10:00:00 GMT";
const earlier = "Sun, 22 Nov 2026 09:00:00 GMT";
const validators = { etag: '"1"', "last-modified": modified };

describe("A distribution, from a whole object,", () => {
	const edges = new Edges();
	after(() => edges.stop());
	let edge: Edge;
	before(async () => {
		edge = await edges.start();
		edge.origin = () => page(validators, "0123456789");
	});

	const get = (headers: Record<string, string>, method = "GET") =>
		edge.send("/a", { method, headers });

	describe("answers conditions", () => {
		for (const [headers, status] of [
			[{ "if-none-match": '"1"' }, 304],
			[{ "if-none-match": 'W/"1"' }, 304],
			[{ "if-none-match": '"0", "1"' }, 304],
			[{ "if-none-match": "*" }, 304],
			[{ "if-none-match": '"2"' }, 200],
			[{ "if-modified-since": modified }, 304],
			[{ "if-modified-since": earlier }, 200],
			[{ "if-none-match": '"2"', "if-modified-since": modified }, 200],
			[{ "if-none-match": '"1"', "cache-control": "no-cache" }, 304],
		] as [Record<string, string>, number][])
			it(`${JSON.stringify(headers)} with ${status}`, async () => {
				for (const method of ["GET", "HEAD"]) {
					const answer = await get(headers, method);
					expect(answer.status, method).to.equal(status);
				}
			});

		it("without content, but with the headers that identify the object", async () => {
			const answer = await get({ "if-none-match": '"1"' });
			expect(answer.body).to.equal("");
			expect(answer.headers).to.include({ ...validators, age: "0" });
			expect(answer.headers).not.to.have.any.keys(
				"content-type",
				"content-length",
			);
		});

		it("only for successful answers", async () => {
			edge.origin = () => page(validators, "none", 404);
			const headers = { "if-none-match": '"1"', range: "bytes=0-1" };
			const answer = await edge.send("/none", { headers });
			expect(answer).to.deep.include({ status: 404, body: "none" });
			edge.origin = () => page(validators, "0123456789");
		});

		it("for an object that is not cached yet", async () => {
			const headers = { "if-none-match": '"1"' };
			const first = await edge.send("/unasked", { headers });
			expect(first.status).to.equal(304);
			expect(first.headers["x-cache"]).to.equal("Miss from cloudfront");
		});
	});

	describe("cuts ranges", () => {
		for (const [range, status, given, body] of [
			["bytes=0-3", 206, "bytes 0-3/10", "0123"],
			["bytes=8-", 206, "bytes 8-9/10", "89"],
			["bytes=8-100", 206, "bytes 8-9/10", "89"],
			["bytes=-3", 206, "bytes 7-9/10", "789"],
			["bytes=10-", 416, "bytes */10", ""],
			["bytes=0-1,4-5", 200, undefined, "0123456789"],
			["bytes=x-y", 200, undefined, "0123456789"],
			["bytes", 200, undefined, "0123456789"],
			["lines=0-1", 200, undefined, "0123456789"],
		] as const)
			it(`${range}: ${status}`, async () => {
				const answer = await get({ range });
				expect(answer.status).to.equal(status);
				expect(answer.headers["content-range"]).to.equal(given);
				expect(answer.body).to.equal(body);
				expect(answer.headers["content-length"]).to.equal(`${body.length}`);
			});

		it("and requests the whole object once", async () => {
			edge.reached.length = 0;
			const ask = (range: string) =>
				edge.send("/ranges", { headers: { range } });
			expect((await ask("bytes=0-1")).body).to.equal("01");
			expect((await ask("bytes=2-3")).headers["x-cache"]).to.match(/^Hit/);
			expect(edge.reached).to.have.length(1);
		});

		for (const [known, status] of [
			['"1"', 206],
			['"2"', 200],
			['W/"1"', 200],
		] as const)
			it(`by If-Range: ${known}`, async () => {
				const answer = await get({ range: "bytes=0-3", "if-range": known });
				expect(answer.status).to.equal(status);
			});

		it("for GET only", async () => {
			const answer = await get({ range: "bytes=0-3" }, "HEAD");
			expect(answer.status).to.equal(200);
		});
	});

	it("answers HEAD as GET, without the content", async () => {
		await get({});
		const { headers: whole } = await get({});
		const { status, headers, body } = await get({}, "HEAD");
		expect({ status, body }).to.deep.equal({ status: 200, body: "" });
		for (const name of ["content-length", "content-type", "etag", "x-cache"])
			expect(headers[name], name).to.equal(whole[name]);
	});

	describe("compresses", () => {
		const text = "Carbon dioxide. ".repeat(100);
		const decoded = {
			br: (bytes: Buffer) => brotliDecompressSync(bytes).toString(),
			gzip: (bytes: Buffer) => gunzipSync(bytes).toString(),
		};

		/** The encoding of the answer. */
		async function encodingOf(
			accepted: string,
			headers: Record<string, string> = {},
			at = edge,
			body: string | Buffer = text,
			status = 200,
		): Promise<string | undefined> {
			at.origin = () => page(headers, body, status);
			const answer = await at.send(`/c/${Math.random()}`, {
				headers: { "accept-encoding": accepted },
			});
			return answer.headers["content-encoding"];
		}

		for (const [accepted, encoding] of [
			["gzip, deflate, br", "br"],
			["br", "br"],
			["gzip", "gzip"],
			["deflate", undefined],
		] as const)
			it(`${accepted}: ${encoding}`, async () => {
				edge.origin = () => page({ etag: '"1"' }, text);
				const sent = { headers: { "accept-encoding": accepted } };
				const path = `/text/${encodeURIComponent(accepted)}`;
				const first = await edge.send(path, sent);
				const second = await edge.send(path, sent);
				expect(first.headers["content-encoding"]).to.equal(encoding);
				expect(second.headers["x-cache"]).to.equal("Hit from cloudfront");
				expect(second.bytes).to.deep.equal(first.bytes);
				expect(second.headers.etag).to.equal(encoding ? 'W/"1"' : '"1"');
				expect(second.headers.vary).to.equal(encoding && "Accept-Encoding");
				const read = encoding
					? decoded[encoding](first.bytes)
					: first.bytes.toString();
				expect(read).to.equal(text);
			});

		it("and caches each encoding separately", async () => {
			edge.origin = () => page({}, text);
			const send = (accepted: string) =>
				edge.send("/forms", { headers: { "accept-encoding": accepted } });
			for (const accepted of ["br", "gzip", "", "br", "gzip", ""]) {
				const answer = await send(accepted);
				expect(answer.headers["content-encoding"] ?? "").to.equal(accepted);
			}
			const cut = await edge.send("/forms", {
				headers: { "accept-encoding": "gzip", range: "bytes=0-1" },
			});
			expect(cut.bytes).to.deep.equal(Buffer.from([0x1f, 0x8b]));
		});

		it("the types, sizes and statuses that CloudFront compresses", async () => {
			for (const [type, encoding] of [
				["application/json", "br"],
				["text/css; charset=utf-8", "br"],
				["image/svg+xml", "br"],
				["image/png", undefined],
				["application/geo+json", undefined],
			] as const)
				expect(await encodingOf("br", { "content-type": type }), type).to.equal(
					encoding,
				);
			const short = text.slice(0, 999);
			expect(await encodingOf("br", {}, edge, short)).to.equal(undefined);
			expect(await encodingOf("br", {}, edge, text.slice(0, 1_000))).to.equal(
				"br",
			);
			const long = Buffer.alloc(10_000_001);
			expect(await encodingOf("br", {}, edge, long)).to.equal(undefined);
			expect(await encodingOf("br", {}, edge, text, 404)).to.equal("br");
			expect(await encodingOf("br", {}, edge, text, 500)).to.equal(undefined);
			const own = { "content-encoding": "deflate" };
			expect(await encodingOf("br", own)).to.equal("deflate");
		});

		it("only if the behavior and its policy say so", async () => {
			const noBrotli = await edges.start(
				cachePolicy({}, { enableAcceptEncodingBrotli: false }),
			);
			expect(await encodingOf("br, gzip", {}, noBrotli)).to.equal("gzip");
			const neither = await edges.start(
				cachePolicy(
					{},
					{
						enableAcceptEncodingBrotli: false,
						enableAcceptEncodingGzip: false,
					},
				),
			);
			expect(await encodingOf("br, gzip", {}, neither)).to.equal(undefined);
			const off = await edges.start(defaultBehavior({ compress: false }));
			expect(await encodingOf("br, gzip", {}, off)).to.equal(undefined);
		});

		it("and makes ETags weak, or removes invalid ones", async () => {
			const sent = { headers: { "accept-encoding": "br" } };
			edge.origin = () => page({ etag: 'W/"2"' }, text);
			expect((await edge.send("/weak", sent)).headers.etag).to.equal('W/"2"');
			edge.origin = () => page({ etag: "unquoted" }, text);
			const none = await edge.send("/none", sent);
			expect(none.headers).not.to.have.property("etag");
		});
	});
});
