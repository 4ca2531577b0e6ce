import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { withServer } from "../tests/server.ts";
import type { Response } from "./http.ts";

describe("A service over HTTP", () => {
	/** The header lines and the body that a client receives. */
	const exchange = (answer: Response, method = "GET") =>
		withServer(
			async () => answer,
			async (url) => {
				const sent = request(url, { method, agent: false }).end();
				const [message] = await once(sent, "response");
				const body = await text(message);
				const { rawHeaders } = message;
				const valuesOf = (name: string) =>
					rawHeaders.filter(
						(_: string, i: number) => i % 2 === 1 && rawHeaders[i - 1] === name,
					);
				return { valuesOf, body };
			},
		);

	it("has a line for each value of a header", async () => {
		const cookies = ["a=1", "b=2"];
		const headers = { "set-cookie": cookies, vary: ["Origin"] };
		const body = Buffer.from("hello");
		const got = await exchange({ status: 200, headers, body });
		expect(got.valuesOf("set-cookie")).to.deep.equal(cookies);
		expect(got.valuesOf("vary")).to.deep.equal(["Origin"]);
	});

	it("has one Content-Length, which is the body's", async () => {
		const headers = { "content-length": ["2"] };
		const body = Buffer.from("hello");
		const got = await exchange({ status: 200, headers, body });
		expect(got.valuesOf("content-length")).to.deep.equal(["5"]);
		expect(got.body).to.equal("hello");
		const head = await exchange({ status: 200, headers: {}, body }, "HEAD");
		expect(head.valuesOf("content-length")).to.deep.equal(["5"]);
		expect(head.body).to.equal("");
	});

	it("has no Content-Length without a body", async () => {
		const none = { status: 304, headers: {}, body: Buffer.alloc(0) };
		const got = await exchange(none);
		expect(got.valuesOf("content-length")).to.deep.equal([]);
	});
});
