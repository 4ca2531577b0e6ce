import { expect } from "chai";
import { type Answer, obey, Stage } from "../tests/stage.ts";

describe("The answer of a proxied function", () => {
	let stage: Stage;
	before(async () => {
		stage = await Stage.start({ invoke: obey });
	});
	after(() => stage.stop());

	/** The answer for a result. */
	const answerTo = (result: unknown): Promise<Answer> =>
		stage.send("/health", { headers: { "x-result": JSON.stringify(result) } });

	it("has its status, headers and body, and API Gateway's own headers", async () => {
		const answer = await answerTo({
			statusCode: 418,
			headers: { "Content-Type": "text/plain", "X-One": "1", "X-True": true },
			body: "short and stout",
		});
		expect(answer.status).to.equal(418);
		expect(answer.text).to.equal("short and stout");
		expect(answer.headers.get("content-type")).to.equal("text/plain");
		expect(answer.headers.get("x-one")).to.equal("1");
		expect(answer.headers.get("x-true")).to.equal("true");
		expect(answer.headers.get("x-amzn-requestid")).to.match(/^[\da-f-]{36}$/);
		expect(answer.headers.get("x-amz-apigw-id")).to.match(/=$/);
		expect(answer.headers.get("x-amzn-trace-id")).to.match(/^Root=1-/);
	});

	it("is 200 with an empty JSON body for an empty object", async () => {
		const answer = await answerTo({});
		expect(answer.status).to.equal(200);
		expect(answer.text).to.equal("");
		expect(answer.headers.get("content-type")).to.equal("application/json");
		expect((await answerTo({ statusCode: "201" })).status).to.equal(201);
		expect((await answerTo({ body: null })).text).to.equal("");
	});

	it("prefers several values of a header to a single one", async () => {
		const { headers } = await answerTo({
			headers: { "Set-Cookie": "a=0", "x-other": "1" },
			multiValueHeaders: { "set-cookie": ["a=1", "b=2"] },
		});
		expect(headers.getSetCookie()).to.deep.equal(["a=1", "b=2"]);
		expect(headers.get("x-other")).to.equal("1");
	});

	it("has no headers of the connection", async () => {
		const { headers, text } = await answerTo({
			headers: { "Content-Length": "1", Date: "then", "X-Own": "1" },
			body: "body",
		});
		expect(text).to.equal("body");
		expect(headers.get("date")).to.not.equal("then");
		expect(headers.get("x-own")).to.equal("1");
	});

	for (const malformed of [
		null,
		"text",
		7,
		[],
		{ statusCode: 200, data: "more than it may have" },
		{ statusCode: "well" },
		{ statusCode: 200.5 },
		{ statusCode: 99 },
		{ statusCode: 600 },
		{ body: { not: "text" } },
		{ headers: { "x-number": 1 } },
		{ multiValueHeaders: { "x-null": [null] } },
	])
		it(`is 502 for the malformed result ${JSON.stringify(malformed)}`, async () => {
			const { status, json } = await answerTo(malformed);
			expect(status).to.equal(502);
			expect(json.error).to.equal("internal");
		});
});
