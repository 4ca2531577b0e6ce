import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect } from "chai";
import fc from "fast-check";
import { languages } from "../../../contract/languages.ts";
import { Question } from "../../../contract/request.ts";
import { InvalidQuestion } from "../../../functions/reasoning/errors.ts";
import { parseQuestion } from "../../../functions/reasoning/parseQuestion.ts";
import { question } from "../../support/questions.ts";
import { bytesBody, nearlyQuestion } from "../../support/randomBodies.ts";
import { isThorough } from "../../support/thorough.ts";

/** Fast-check prints the seed of a case that fails. */
const many = { numRuns: isThorough ? 12_000 : 1_000 };

describe("The parser takes a body that fits the contract and refuses any other:", () => {
	/** Whether it is a question; an error other than InvalidQuestion fails the test. */
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
			fc.property(nearlyQuestion, (body) => {
				const text = JSON.stringify(body);
				expect(isTaken({ body: text })).to.equal(
					Question.safeParse(JSON.parse(text)).success,
				);
			}),
			many,
		);
	});
});

describe("The parser refuses", () => {
	function refusalOf(event: Partial<APIGatewayProxyEvent>): InvalidQuestion {
		try {
			parseQuestion(event);
		} catch (error) {
			if (error instanceof InvalidQuestion) return error;
			throw error;
		}
		return expect.fail("it is a question");
	}

	const refusals: [what: string, body: unknown, fields: object][] = [
		[
			"wrong fields, and names each with its rule",
			{ ...question, lat: 91, co2: "420", severity: "extreme" },
			{
				lat: "must be a number from -90 to 90 (degrees north)",
				co2: "must be a number from 0 to 10000 (column-averaged CO2, XCO2, ppm)",
				severity: "must be one of low, medium, high, unknown",
			},
		],
		[
			"missing fields, and names them",
			{ ...question, lon: undefined, date: undefined },
			{
				lon: "must be a number from -180 to 180 (degrees east)",
				date: "must be a day as YYYY-MM-DD (UTC)",
			},
		],
		[
			"a day that is not in the calendar",
			{ ...question, date: "2023-02-29" },
			{ date: "must be a day as YYYY-MM-DD (UTC)" },
		],
		[
			"an unknown language",
			{ ...question, language: "xx" },
			{ language: `must be one of ${languages.join(", ")}, or left out` },
		],
		["an unknown field", { ...question, note: "x" }, { note: "is not known" }],
		[
			"a number that JSON can write and JavaScript cannot hold",
			`${JSON.stringify(question).slice(0, -1)},"zscore":1e999}`,
			{
				zscore:
					"must be a number from -10000 to 10000 (standard deviations above the baseline)",
			},
		],
		[
			"numbers that the table cannot hold",
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
		it(what, () => {
			const text = typeof body === "string" ? body : JSON.stringify(body);
			expect(refusalOf({ body: text }).fields).to.deep.equal(fields);
		});

	const messages: [
		what: string,
		event: Partial<APIGatewayProxyEvent>,
		message: string,
	][] = [
		["null", { body: null }, "The body must be a JSON object."],
		["an empty body", { body: "" }, "The body must be a JSON object."],
		["a list", { body: "[]" }, "The body must be a JSON object."],
		["half an object", { body: '{"lat":' }, "The body is not JSON."],
		[
			"more than 4 KB",
			{ body: " ".repeat(5000) },
			"The body must have no more than 4096 bytes.",
		],
		[
			"another content type, whatever the case of the header",
			{ headers: { "Content-Type": "text/plain" } },
			"The Content-Type must be application/json.",
		],
	];
	for (const [what, event, message] of messages)
		it(what, () => {
			const body = JSON.stringify(question);
			const refusal = refusalOf({ body, ...event });
			expect(refusal).to.include({ message, fields: undefined });
		});
});
