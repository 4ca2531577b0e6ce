/** A month as clients get it from the declared system over real HTTP. */
import { readFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import type { Running } from "../local/cli/start.ts";
import { startSystem } from "./support/startSystem.ts";

const address = "/anomalies202407.geojson";
const file = readFileSync(`site/data${address}`);

interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

describe("A month", () => {
	let system: Running;
	before(async () => {
		system = await startSystem();
	});
	after(() => system.stop());

	/** Sends exactly these headers, and decompresses nothing. */
	const send = (headers: Record<string, string> = {}, method = "GET") =>
		new Promise<Answer>((resolve, reject) => {
			const sent = request(
				system.url + address,
				{ method, headers },
				async (message) => {
					const chunks: Buffer[] = [];
					for await (const chunk of message) chunks.push(chunk);
					const { statusCode: status = 0, headers } = message;
					resolve({ status, headers, body: Buffer.concat(chunks) });
				},
			);
			sent.on("error", reject).end();
		});
	const decoded = {
		br: brotliDecompressSync,
		gzip: gunzipSync,
		identity: (bytes: Buffer) => bytes,
	};
	/** The headers of Chrome, of a Python library and of urllib; curl sends none. */
	const clients = [
		["gzip, deflate, br, zstd", "br"],
		["gzip, deflate", "gzip"],
		["identity", "identity"],
		[undefined, "identity"],
	] as const;

	for (const [accepted, encoding] of clients)
		it(`has the encoding ${encoding} for the Accept-Encoding ${accepted ?? "that is missing"}`, async () => {
			const asked: Record<string, string> = accepted
				? { "accept-encoding": accepted }
				: {};
			// The first response is from the origin, the second from the cache.
			for (const _ of [1, 2]) {
				const { status, headers, body } = await send(asked);
				expect(status).to.equal(200);
				expect(headers["content-encoding"] ?? "identity").to.equal(encoding);
				expect(decoded[encoding](body)).to.deep.equal(file);
				expect(headers).to.include({
					"content-type": "application/geo+json",
					"cache-control": "public, max-age=3600, s-maxage=86400",
					vary: "Accept-Encoding",
					"content-length": String(body.length),
				});
				const head = await send(asked, "HEAD");
				const { "content-length": length, etag } = headers;
				expect(head.status).to.equal(200);
				expect(head.headers).to.include({ "content-length": length, etag });
				const same = await send({ ...asked, "if-none-match": `${etag}` });
				expect(same.status).to.equal(304);
				expect(same.headers).to.include({ vary: "Accept-Encoding", etag });
			}
		});

	it("has a different ETag in each encoding", async () => {
		const etags = new Set<unknown>();
		for (const accepted of ["br", "gzip", "identity"])
			etags.add((await send({ "accept-encoding": accepted })).headers.etag);
		expect(etags).to.have.property("size", 3);
	});

	it("is at most 0.12 of its bytes for a browser", async () => {
		const { body } = await send({ "accept-encoding": "gzip, deflate, br" });
		expect(body.length).to.be.at.most(0.12 * file.length);
	});

	it("can be read in parts when it is not compressed", async () => {
		// Browsers ask for parts without encoding: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
		const part = { "accept-encoding": "identity", range: "bytes=1000-1999" };
		const { status, headers, body } = await send(part);
		expect(status).to.equal(206);
		expect(headers).to.include({
			"content-range": `bytes 1000-1999/${file.length}`,
		});
		expect(headers).not.to.have.property("content-encoding");
		expect(body).to.deep.equal(file.subarray(1000, 2000));
	});
});
