import { expect } from "chai";
import fc from "fast-check";
import { Question } from "../../../contract/request.ts";
import { type Answer, Harness } from "../../support/functionHarness.ts";
import { question } from "../../support/questions.ts";
import { bytesBody, nearlyQuestion } from "../../support/randomBodies.ts";
import { isThorough } from "../../support/thorough.ts";

/** Through the function's process; fast-check prints the seed of a case that fails. */
const few = { numRuns: isThorough ? 500 : 40 };

let harness: Harness;
const sharedHarness = async () => {
	harness = await Harness.shared();
};

/** A 4xx in the form of the contract. */
function expectRefused({ status, headers, body }: Answer): void {
	expect(status).to.be.within(400, 499);
	expect(headers["Content-Type"]).to.equal("application/json");
	expect(Object.keys(body)).to.include.members([
		"error",
		"message",
		"request_id",
	]);
	expect(body.error).to.be.oneOf([
		"invalid_request",
		"not_published",
		"not_found",
	]);
}

describe("The function returns 4xx for bad input:", () => {
	before(sharedHarness);

	it("any bytes as a body", async () => {
		await fc.assert(
			fc.asyncProperty(bytesBody, async (event) => {
				expectRefused(await harness.ask("", event));
			}),
			few,
		);
	});

	it("any JSON as a body", async () => {
		await fc.assert(
			fc.asyncProperty(fc.json({ maxDepth: 4 }), async (body) => {
				expectRefused(await harness.ask(body));
			}),
			few,
		);
	});

	it("nearly a question", async () => {
		await fc.assert(
			fc.asyncProperty(nearlyQuestion, async (body) => {
				const answer = await harness.ask(JSON.stringify(body));
				expectRefused(answer);
				const isQuestion = Question.safeParse(
					JSON.parse(JSON.stringify(body)),
				).success;
				// A random question that fits the contract is not published.
				expect(answer.status).to.equal(isQuestion ? 404 : 400);
			}),
			few,
		);
	});

	it("any event that API Gateway could send", async () => {
		const headers = fc.dictionary(
			fc.constantFrom("content-type", "Content-Type", "CONTENT-TYPE", "x"),
			fc.constantFrom(
				"application/json",
				"application/json; charset=utf-8",
				"text/plain",
				"application/jsonp",
				"",
			),
		);
		const lists = fc.dictionary(
			fc.constantFrom("content-type", "Content-Type", "x"),
			fc.array(fc.constantFrom("application/json", "text/html")),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					httpMethod: fc.constantFrom("POST", "GET", "PUT", "OPTIONS"),
					resource: fc.constantFrom("/reasoning", "/", "/{proxy+}", null),
					path: fc.constantFrom("/reasoning", "/nothing", ""),
					headers: fc.option(headers),
					multiValueHeaders: fc.option(lists),
					queryStringParameters: fc.option(
						fc.dictionary(fc.string(), fc.string()),
					),
					body: fc.option(fc.string()),
					isBase64Encoded: fc.boolean(),
					requestContext: fc.option(fc.constant({}), { nil: undefined }),
				}),
				async (event) => {
					expectRefused(await harness.invoke(event));
				},
			),
			few,
		);
	});
});

describe("The function refuses", () => {
	before(sharedHarness);

	it("a body that does not fit, and names each wrong field", async () => {
		const { status, body } = await harness.ask({ ...question, lat: 91 });
		expect(status).to.equal(400);
		expect(body).to.deep.include({
			error: "invalid_request",
			message: "The body does not fit the contract; see fields.",
			fields: { lat: "must be a number from -90 to 90 (degrees north)" },
		});
	});

	it("a body that is not JSON, without fields", async () => {
		const { status, body } = await harness.ask("{");
		expect(status).to.equal(400);
		const { request_id } = body;
		const message = "The body is not JSON.";
		expect(body).to.deep.equal({
			error: "invalid_request",
			message,
			request_id,
		});
	});

	for (const event of [null, 5, "event", [], {}, { httpMethod: 5 }])
		it(`the event ${JSON.stringify(event)}`, async () => {
			const { status, body } = await harness.invoke(event);
			expect(status).to.equal(400);
			expect(body).to.deep.include({
				error: "invalid_request",
				message: "The event is not a request of API Gateway.",
			});
		});

	it("no body that is a question in base64", async () => {
		const { status } = await harness.ask("", {
			body: Buffer.from(JSON.stringify(question)).toString("base64"),
			isBase64Encoded: true,
		});
		expect(status).to.equal(200);
	});

	it("without a trace of the body in the log", async () => {
		const marker = "7f3a-marker";
		const before = harness.log.length;
		for (const body of [
			marker,
			`{"${marker}":1}`,
			`{"lat":"${marker}"}`,
			`"${marker}`,
		])
			expect((await harness.ask(body)).status).to.equal(400);
		await harness.logged((line) => harness.log.indexOf(line) >= before + 3);
		expect(JSON.stringify(harness.log)).not.to.include(marker);
	});
});
