import { expect } from "chai";
import fc from "fast-check";
import { Question } from "../../../contract/request.ts";
import { InvalidQuestion } from "../../../functions/reasoning/errors.ts";
import { parseQuestion } from "../../../functions/reasoning/parseQuestion.ts";
import {
	type Answer,
	Harness,
	question,
} from "../../support/functionHarness.ts";

/** Fast-check prints the seed of a case that fails. */
const few = { numRuns: 500 };
/** Of what is checked without a process between. */
const many = { numRuns: 12_000 };

let harness: Harness;

/** A 4xx in the contract's form, and no line of the log that shows what was sent. */
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

/** Values near those of a question: what JSON can hold in their place. */
const nearly = fc.record(
	{
		lat: fc.oneof(fc.double(), fc.jsonValue(), fc.constant(question.lat)),
		lon: fc.oneof(fc.double(), fc.jsonValue(), fc.constant(question.lon)),
		co2: fc.oneof(fc.double(), fc.jsonValue()),
		deviation: fc.oneof(fc.double(), fc.jsonValue()),
		date: fc.oneof(
			fc
				.date({ noInvalidDate: true })
				.map((day) => day.toISOString().slice(0, 10)),
			fc.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
			fc.jsonValue(),
		),
		severity: fc.oneof(fc.constantFrom("low", "high"), fc.jsonValue()),
		zscore: fc.oneof(fc.double(), fc.jsonValue()),
		extra: fc.jsonValue(),
	},
	{ requiredKeys: [] },
);

/** The bytes as API Gateway hands them to the function. */
const bytesBody = fc
	.record({
		bytes: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
		isBase64Encoded: fc.boolean(),
	})
	.map(({ bytes, isBase64Encoded }) => ({
		body: bytes.toString(isBase64Encoded ? "base64" : "latin1"),
		isBase64Encoded,
	}));

describe("Whatever a body is, it is a question or refused as an invalid one:", () => {
	/** Whether it is a question; a TypeError, say, is no refusal. */
	const isTaken = (event: { body: string; isBase64Encoded?: boolean }) => {
		try {
			parseQuestion(event);
			return true;
		} catch (error) {
			if (error instanceof InvalidQuestion) return false;
			throw error;
		}
	};

	it("any bytes", () => {
		fc.assert(
			fc.property(bytesBody, (event) => {
				expect(isTaken(event)).to.equal(false);
			}),
			many,
		);
	});

	it("nearly a question", () => {
		fc.assert(
			fc.property(nearly, (body) => {
				const text = JSON.stringify(body);
				expect(isTaken({ body: text })).to.equal(
					Question.safeParse(JSON.parse(text)).success,
				);
			}),
			many,
		);
	});
});

describe("Bad input gets its 4xx, whatever it is:", () => {
	before(async () => {
		harness = await Harness.start();
	});
	after(() => harness.stop());

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
			fc.asyncProperty(nearly, async (body) => {
				const answer = await harness.ask(JSON.stringify(body));
				expectRefused(answer);
				const isQuestion = Question.safeParse(
					JSON.parse(JSON.stringify(body)),
				).success;
				// What fits the contract is not published anywhere in 1900 or 9999.
				expect(answer.status).to.equal(isQuestion ? 404 : 400);
			}),
			few,
		);
	});

	it("any shape of an event that API Gateway has", async () => {
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

describe("Of a body that does not fit,", () => {
	before(async () => {
		harness = await Harness.start();
	});
	after(() => harness.stop());

	const refusals: [what: string, body: unknown, fields: object][] = [
		[
			"each wrong field is named, with its rule",
			{ ...question, lat: 91, co2: "420", severity: "extreme" },
			{
				lat: "must be a number from -90 to 90 (degrees north)",
				co2: "must be a number from 0 to 10000 (column-averaged CO2, XCO2, ppm)",
				severity: "must be one of low, medium, high, unknown",
			},
		],
		[
			"what is missing is named",
			{ ...question, lon: undefined, date: undefined },
			{
				lon: "must be a number from -180 to 180 (degrees east)",
				date: "must be a day as YYYY-MM-DD (UTC)",
			},
		],
		[
			"a day that is not in the calendar is named",
			{ ...question, date: "2023-02-29" },
			{ date: "must be a day as YYYY-MM-DD (UTC)" },
		],
		[
			"a language that there is not is named",
			{ ...question, language: "fr" },
			{ language: "must be one of en, ja, or left out" },
		],
		[
			"what is not known is named",
			{ ...question, note: "x" },
			{ note: "is not known" },
		],
		[
			"a number that JSON can write and no computer holds is named",
			`${JSON.stringify(question).slice(0, -1)},"zscore":1e999}`,
			{
				zscore:
					"must be a number from -10000 to 10000 (standard deviations above the baseline)",
			},
		],
		[
			"numbers that the table could not hold are named",
			{ ...question, deviation: -1e300, zscore: 1e126 },
			{
				deviation:
					"must be a number from -10000 to 10000 (above the baseline, ppm)",
				zscore:
					"must be a number from -10000 to 10000 (standard deviations above the baseline)",
			},
		],
	];
	for (const [what, body, fields] of refusals)
		it(what, async () => {
			const answer = await harness.ask(body);
			expect(answer.status).to.equal(400);
			expect(answer.body).to.deep.include({ error: "invalid_request", fields });
		});

	const messages: [
		what: string,
		event: Record<string, unknown>,
		message: string,
	][] = [
		["null is no object", { body: null }, "The body must be a JSON object."],
		["nothing is no object", { body: "" }, "The body must be a JSON object."],
		["a list is no object", { body: "[]" }, "The body must be a JSON object."],
		["half an object is no JSON", { body: '{"lat":' }, "The body is not JSON."],
		[
			"4 KB are too many",
			{ body: " ".repeat(5000) },
			"The body must have no more than 4096 bytes.",
		],
		[
			"another content type is refused, whatever its case",
			{ headers: { "Content-Type": "text/plain" } },
			"The Content-Type must be application/json.",
		],
	];
	for (const [what, event, message] of messages)
		it(what, async () => {
			const { status, body } = await harness.ask(question, event);
			expect(status).to.equal(400);
			expect(body).to.include({ error: "invalid_request", message });
			expect(body).not.to.have.property("fields");
		});

	for (const event of [null, 5, "event", [], {}, { httpMethod: 5 }])
		it(`an event that is ${JSON.stringify(event)} is no request`, async () => {
			const { status, body } = await harness.invoke(event);
			expect(status).to.equal(400);
			expect(body).to.deep.include({
				error: "invalid_request",
				message: "The event is not a request of API Gateway.",
			});
		});

	it("base64 is read as what it stands for", async () => {
		const { status } = await harness.ask("", {
			body: Buffer.from(JSON.stringify(question)).toString("base64"),
			isBase64Encoded: true,
		});
		expect(status).to.equal(200);
	});

	it("no line of the log has any of it", async () => {
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
